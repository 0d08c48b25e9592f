using System.Globalization;
using System.Runtime.InteropServices;

namespace RerankKit.Evaluation;

/// <summary>Reranks the lists of first stages with every reranker at every depth, keeps each answer as it comes, and works out what it was worth.</summary>
/// <remarks>
/// Where a reranker scores each pair by itself, a pair is scored once, whatever depths and first stages it is in; where the list decides, each list is
/// reranked for itself. Memory does not grow with the number of queries but for ids and metrics.
/// <code>
/// SweepReport report = await RerankSweep.RunAsync(input, [new("mini", reranker)], new() { Depths = [10, 50] });
/// Console.WriteLine(report.Verdict);
/// </code>
/// </remarks>
public sealed partial class RerankSweep : IDisposable
{
    private const int WarmUpCalls = 3;
    private const int DefaultTimingQueries = 50;
    private const int DefaultStabilityQueries = 10;

    private readonly SweepInput _input;
    private readonly IReadOnlyList<SweptReranker> _rerankers;
    private readonly SweepHeader _settings;
    private readonly SweepStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly string[] _queryIds;
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private readonly bool[] _isWarm;

    private RerankSweep(SweepInput input, IReadOnlyList<SweptReranker> rerankers, SweepHeader settings, string path, TimeProvider timeProvider)
    {
        _input = input;
        _rerankers = rerankers;
        _settings = settings;
        _timeProvider = timeProvider;
        _queryIds = input.QueryIds;
        _isWarm = [.. rerankers.Select(reranker => reranker.IsPaid)];
        _store = SweepStore.Open(path, settings);
        _finished.UnionWith(_queryIds.Where((id, index) => IsFinished(_store.Query(id), index)));
        FinishedBefore = _finished.Count;
    }

    /// <summary>The queries that are reranked: those that are judged and in one of the runs, in byte order.</summary>
    public IReadOnlyList<string> QueryIds => _queryIds;

    /// <summary>How many queries were finished when the sweep was opened.</summary>
    public int FinishedBefore { get; }

    /// <summary>The queries that are not finished.</summary>
    public IReadOnlyList<string> MissingQueryIds => [.. _queryIds.Where(id => !_finished.Contains(id))];

    /// <summary>Where the answers are kept until the sweep is finished.</summary>
    public string Path => _store.Path;

    /// <summary>Whether there is any answer yet.</summary>
    internal bool HasAnswers => !_store.IsEmpty;

    /// <summary>Opens a sweep; answers that the file holds already are not asked for again.</summary>
    /// <param name="path">Where answers are kept as they come.</param>
    /// <param name="input">What is reranked.</param>
    /// <param name="rerankers">The rerankers, each with a name of its own.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="timeProvider">Measures; null for the system's clock.</param>
    /// <returns>The sweep.</returns>
    /// <exception cref="ArgumentException">There is nothing to measure.</exception>
    /// <exception cref="InvalidDataException">The file is of a sweep with other settings, or of none.</exception>
    public static RerankSweep Open(string path, SweepInput input, IReadOnlyList<SweptReranker> rerankers, SweepOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(input, rerankers, Describe(input, rerankers, options ?? new()), path, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Sweeps without keeping the answers.</summary>
    /// <param name="input">What is reranked.</param>
    /// <param name="rerankers">The rerankers, each with a name of its own.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">There is nothing to measure.</exception>
    public static async Task<SweepReport> RunAsync(SweepInput input, IReadOnlyList<SweptReranker> rerankers, SweepOptions? options = null, CancellationToken cancellationToken = default)
    {
        string path = System.IO.Path.GetTempFileName();
        string results = System.IO.Path.GetTempFileName();
        try
        {
            using RerankSweep sweep = Open(path, input, rerankers, options);
            await sweep.ScoreAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return sweep.Finish(results);
        }
        finally
        {
            File.Delete(path);
            File.Delete(results);
        }
    }

    /// <summary>What a sweep will be, before anything is asked: the first line of its results.</summary>
    /// <param name="input">What is reranked.</param>
    /// <param name="rerankers">The rerankers, each with a name of its own.</param>
    /// <param name="options">How.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ArgumentException">There is nothing to measure.</exception>
    public static SweepHeader Describe(SweepInput input, IReadOnlyList<SweptReranker> rerankers, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(rerankers);
        ArgumentNullException.ThrowIfNull(options);
        input.Check(rerankers);
        return new()
        {
            Dataset = input.Dataset,
            FirstStages = [.. input.FirstStages.Select(run => run.Name)],
            Rerankers = [.. rerankers.Select(reranker => reranker.Facts())],
            Depths = options.Depths,
            Metrics = [.. options.Metrics.Select(metric => metric.Name)],
            RelevanceLevel = options.RelevanceLevel,
            TimingQueries = options.TimingQueries,
            StabilityQueries = options.StabilityQueries,
            WarmUpCalls = WarmUpCalls,
            MachinePricePerHour = options.MachinePricePerHour,
            Digest = input.Digest(input.QueryIds),
            DocumentCount = input.Documents?.DocumentCount,
            DuplicateCount = input.Documents?.DuplicateCount,
            NearDuplicateCount = input.Documents?.NearDuplicateCount,
            Command = input.Command,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["RerankKit"] = typeof(RerankSweep).Assembly.GetName().Version?.ToString(3) ?? "",
                [".NET"] = Environment.Version.ToString(),
                ["system"] = RuntimeInformation.OSDescription,
                ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
                ["processors"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    /// <summary>Asks for everything that is missing. Whatever ends it, the answers so far are kept.</summary>
    /// <param name="onQuery">Called behind each query.</param>
    /// <param name="passOver">Says of a query that failed whether the others go on; null ends the work with the failure.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task ScoreAsync(Action? onQuery = null, Func<string, Exception, bool>? passOver = null, CancellationToken cancellationToken = default)
    {
        for (int index = 0; index < _queryIds.Length; index++)
        {
            string id = _queryIds[index];
            if (!_finished.Contains(id))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    await ScoreQueryAsync(_store.Query(id), index, cancellationToken).ConfigureAwait(false);
                    _finished.Add(id);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested && passOver?.Invoke(id, exception) == true && !_store.HasFailed)
                {
                    // Named by whoever passes over it, and missing. Where answers cannot be kept, nothing more is asked.
                }
            }

            onQuery?.Invoke();
        }
    }

    /// <summary>Writes the results in their order, with the texts that the report shows, and works the report out.</summary>
    /// <param name="path">Where they go; packed when it ends in <c>.gz</c>. The file appears whole or not at all.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidOperationException">A query is missing.</exception>
    public SweepReport Finish(string path)
    {
        if (MissingQueryIds is [var missing, ..])
        {
            throw new InvalidOperationException($"Query '{missing}' is not finished. Score all queries first.");
        }

        SweepReport report = null!;
        OutputFile.WriteBytes(path, output =>
        {
            void write(SweepLine line) => output.Write(SweepLineWriter.Write(line));
            write(new() { Type = SweepLine.SweepType, Settings = _settings });
            var analysis = new SweepAnalysis(_settings);
            foreach (string id in _queryIds)
            {
                SweepQuery query = _store.Query(id);
                analysis.Add(query);
                foreach (SweepLine line in query.Lines())
                {
                    write(line);
                }
            }

            report = analysis.Finish();
            foreach (string document in new SweepDetails(report).Documents(_queryIds.Select(_store.Query)))
            {
                if (_input.DocumentText(document) is { } text)
                {
                    write(new() { Type = SweepLine.TextType, Documents = [document], Text = SweepDetails.Shown(text) });
                }
            }

            write(new() { Type = SweepLine.EndType, Queries = _queryIds.Length });
        });
        _store.Delete();
        return report;
    }

    /// <summary>Closes the file; what it holds stays, and where that is nothing, so does no file.</summary>
    public void Dispose()
    {
        bool isEmpty = _store.IsEmpty;
        _store.Dispose();
        if (isEmpty)
        {
            File.Delete(_store.Path);
        }
    }
}
