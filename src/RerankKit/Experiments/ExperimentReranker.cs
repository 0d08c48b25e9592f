using System.Text;
using System.IO.Hashing;

namespace RerankKit;

/// <summary>Shows a share of callers another reranker's rankings, and logs both, so that their clicks decide between the two.</summary>
/// <remarks>
/// A caller's side is a stable hash of the experiment's name and the caller's key. Where the treatment fails, the control answers, and the log says so; a
/// ranking that is not shown is made after the answer is given, a few at a time, as by <see cref="ShadowReranker"/>. Most callers are in no share: they
/// get the control, unlogged.
/// </remarks>
public sealed class ExperimentReranker : IReranker
{
    /// <summary>The additional property of options that says who calls.</summary>
    public const string KeyProperty = "rerankkit.experiment_key";

    /// <summary>The name of the control's list.</summary>
    public const string Control = "control";

    /// <summary>The name of the treatment's list.</summary>
    public const string Treatment = "treatment";

    private const string Interleaved = "interleaved";
    private const string StageName = "experiment";
    private readonly ExperimentOptions _options;
    private readonly IReranker[] _parts;
    private readonly bool _leaveOpen;
    private readonly RankingLog _log;
    private readonly TimeProvider _timeProvider;
    private readonly IReranker _control;
    private readonly IReranker _treatment;
    private readonly ShadowReranker _controlShown;
    private readonly ShadowReranker _treatmentShown;
    private readonly RerankerMetadata _metadata;

    /// <summary>Makes an experiment.</summary>
    /// <param name="control">What everybody gets today.</param>
    /// <param name="treatment">What a share of callers gets.</param>
    /// <param name="log">Where both rankings are logged. It is not disposed with the reranker.</param>
    /// <param name="options">Who takes part; null for the defaults.</param>
    /// <param name="leaveOpen">Whether the rerankers stay open when this one is disposed, because somebody else owns them.</param>
    /// <param name="timeProvider">Measures durations and budgets; null for the system's clock.</param>
    public ExperimentReranker(IReranker control, IReranker treatment, RankingLog log, ExperimentOptions? options = null, bool leaveOpen = false, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(treatment);
        ArgumentNullException.ThrowIfNull(log);
        _options = (options ?? new()).Clone();
        _parts = [control, treatment];
        _leaveOpen = leaveOpen;
        _log = log;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _control = new TimeBudgetReranker(control, options: null, timeProvider);
        var fallback = new FallbackOptions { LeaveOpen = true };
        fallback.Alternatives.Add(_control);
        _treatment = new FallbackReranker(new TimeBudgetReranker(treatment, options: null, timeProvider), fallback, timeProvider: timeProvider);
        _controlShown = Shadow(_control, treatment, Control, Treatment);
        _treatmentShown = Shadow(_treatment, control, Treatment, Control);
        _metadata = CompositeMetadata.Of(StageName, _parts, scoring: null);
    }

    /// <inheritdoc/>
    public Task<RerankResponse> RerankAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        RerankArguments.Check(query, candidates);
        return RerankArguments.Shortcut(candidates, cancellationToken) ?? AnswerAsync(query, candidates, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return CompositeMetadata.GetService(this, _metadata, _parts, serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _controlShown.Close();
        _treatmentShown.Close();
        if (!_leaveOpen)
        {
            foreach (IReranker part in _parts.Distinct())
            {
                part.Dispose();
            }
        }
    }

    /// <summary>Waits until no ranking that is not shown is under way.</summary>
    /// <returns>A task that completes then.</returns>
    public Task WhenIdleAsync() => Task.WhenAll(_controlShown.WhenIdleAsync(), _treatmentShown.WhenIdleAsync());

    /// <summary>Where a caller's key falls: the same in every process.</summary>
    /// <returns>From 0 (included) to 1 (excluded).</returns>
    internal static double Draw(string name, string key) =>
        (XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{name}\0{key}")) >> 11) * (1.0 / (1UL << 53));

    private ShadowReranker Shadow(IReranker shown, IReranker other, string shownName, string otherName) =>
        new(shown, other, new() { SampleRate = 1, MaxConcurrency = _options.MaxConcurrency, LeaveOpen = true, Log = _log, ListNames = (shownName, otherName) }, _timeProvider);

    private async Task<RerankResponse> AnswerAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        string side = SideOf(new(query, candidates, options));
        RerankResponse response = await (side switch
        {
            Treatment => _treatmentShown.RerankAsync(query, candidates, options, cancellationToken),
            Control => _controlShown.RerankAsync(query, candidates, options, cancellationToken),
            Interleaved => InterleaveAsync(query, candidates, options, cancellationToken),
            _ => _control.RerankAsync(query, candidates, options, cancellationToken),
        }).ConfigureAwait(false);
        return response.WithStage(new(StageName, side) { CandidatesIn = candidates.Count, CandidatesScored = response.CountScored(), Reason = _options.Name });
    }

    private string SideOf(RerankRequest request)
    {
        double drawn = _options.Key(request) is { Length: > 0 } key ? Draw(_options.Name, key) : 1;
        return drawn < _options.Share ? _options.Mode == ExperimentMode.Interleave ? Interleaved : Treatment
            : _options.Mode == ExperimentMode.Split && drawn < 2 * _options.Share ? Control
            : "outside";
    }

    private async Task<RerankResponse> InterleaveAsync(string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        (options, string id) = RankingRequest.Begin(options);
        long start = _timeProvider.GetTimestamp();
        Task<RerankResponse> controlCall = _control.BeginAsync(query, candidates, options, cancellationToken);
        Task<RerankResponse> treatmentCall = _treatment.BeginAsync(query, candidates, options, cancellationToken);
        await Task.WhenAll(controlCall, treatmentCall).ConfigureAwait(false);
        (RerankResponse control, RerankResponse treatment) = (await controlCall.ConfigureAwait(false), await treatmentCall.ConfigureAwait(false));

        // The same request gets the same list, however often it is asked.
        var random = new Random((int)(Draw(_options.Name, id) * int.MaxValue));
        IReadOnlyList<TeamDraftItem<int>> draft = TeamDraft.Interleave(Indices(control), Indices(treatment), random, options.TopN);
        var results = new RerankResult[draft.Count];
        for (int place = 0; place < results.Length; place++)
        {
            results[place] = new(draft[place].Item, draft.Count - place);
        }

        RankingRecord record = RankingLogReranker.Record(
            id, query, candidates, Treatment, treatment, _timeProvider.GetElapsedTime(start), RecordedList.Of(Control, candidates, control));
        _log.Write(new()
        {
            RequestId = id,
            Query = query,
            Served = Interleaved,
            Lists = record.Lists,
            Duration = record.Duration,
            Fallback = record.Fallback,
            Cache = record.Cache,
            Interleaved = [.. draft.Select(item => (RankingText.Id(candidates[item.Item], item.Item), item.Team == Team.A ? Control : Treatment))],
        });
        return RankingRequest.End(new(treatment, results) { ScoreKind = RerankScoreKind.RankOnly, Usage = Sum(control, treatment) }, id);
    }

    private static int[] Indices(RerankResponse response) => [.. response.Results.Select(result => result.Index)];

    private static Microsoft.Extensions.AI.UsageDetails? Sum(RerankResponse control, RerankResponse treatment)
    {
        if (control.Usage is null && treatment.Usage is null)
        {
            return null;
        }

        var sum = new Microsoft.Extensions.AI.UsageDetails();
        foreach (Microsoft.Extensions.AI.UsageDetails usage in new[] { control.Usage, treatment.Usage }.OfType<Microsoft.Extensions.AI.UsageDetails>())
        {
            sum.Add(usage);
        }

        return sum;
    }
}
