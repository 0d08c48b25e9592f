using System.Globalization;
using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>A loaded model: its profile, its tokenizer, its sessions, and the scheduler that all calls share.</summary>
internal sealed class InferenceModel : IDisposable
{
    private const int SmallHiddenSize = 512;
    private const long SecondSessionFileLimit = 512L << 20;
    private readonly List<OnnxSession> _sessions = [];
    private readonly InferenceOptions _options;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Lock _wideGate = new();
    private readonly int _wideThreads;
    private OnnxSession? _wide;

    /// <summary>Opens the graph.</summary>
    /// <param name="stored">The model's files.</param>
    /// <param name="profile">What they say.</param>
    /// <param name="options">Sizes, threads, device.</param>
    /// <param name="padLeft">Whether padding stands before a sequence.</param>
    /// <param name="head">Makes the head from the opened graph.</param>
    /// <param name="timeProvider">Measures runs.</param>
    /// <param name="logger">Receives what was decided.</param>
    public InferenceModel(
        StoredModel stored, ModelProfile profile, InferenceOptions options, bool padLeft, Func<OnnxSession, HuggingFaceTokenizer, IOutputHead> head, TimeProvider timeProvider, ILogger logger)
    {
        CheckOwnSession(options);
        Profile = profile;
        _options = options;
        _logger = logger;
        _path = stored.OnnxPath;
        Tokenizer = HuggingFaceTokenizer.Load(profile.Directory, new() { ParseSpecialTokens = options.ParseSpecialTokens });
        ModelLimits.CheckVocabulary(profile, Tokenizer);
        MaxLength = ModelLimits.Length(profile, options.MaxLength);
        ModelId = options.ModelId ?? stored.Id ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(profile.Directory)));
        IsQuantizedAsItRuns = GraphOperators.Read(_path).Contains("DynamicQuantizeLinear");
        try
        {
            for (int i = 0; i < options.Sessions; i++)
            {
                _sessions.Add(OnnxSession.Open(_path, Threads(1), logger));
            }

            bool isCpu = IsOnCpu(_sessions[0]);
            _wideThreads = options.SinglePairThreads
                ?? (isCpu && new FileInfo(_path).Length < SecondSessionFileLimit && options.Session is { IntraOpThreads: null, InferenceSession: null } ? Environment.ProcessorCount : 1);
            Layout = new(_sessions[0].Inputs, profile, padLeft);
            IOutputHead reader = head(_sessions[0], Tokenizer);
            Scheduling = new(
                options.Concurrency ?? (isCpu ? Environment.ProcessorCount : options.Sessions),
                options.TokenBudget ?? (!isCpu ? 16_384 : profile.HiddenSize > SmallHiddenSize ? 512 : 256),
                options.IsolatePairs ?? (IsQuantizedAsItRuns && isCpu));
            Revision = Revisions.Graph(
                options.Revision ?? (stored.Revision is null ? ContentFingerprint.Of(stored) : $"{stored.Revision}:{stored.OnnxFile}"),
                Scheduling.IsolateSequences,
                options.ParseSpecialTokens,
                Revisions.Session(options.Session, isCpu));
            Scheduler = new(i => new GraphRunner(_sessions[i % _sessions.Count], Layout, reader, WideSession), Scheduling, timeProvider, ModelId);
        }
        catch
        {
            _sessions.ForEach(session => session.Dispose());
            throw;
        }
    }

    public ModelProfile Profile { get; }

    public HuggingFaceTokenizer Tokenizer { get; }

    public string ModelId { get; }

    /// <summary>Files and how they are run, from <see cref="Revisions.Graph"/>.</summary>
    public string Revision { get; }

    /// <summary>The longest sequence in tokens.</summary>
    public int MaxLength { get; }

    /// <summary>Whether activations are quantised by what the batch holds.</summary>
    public bool IsQuantizedAsItRuns { get; }

    public SequenceLayout Layout { get; }

    public BatchSchedulerOptions Scheduling { get; }

    public BatchScheduler Scheduler { get; }

    /// <summary>The provider that the graph runs on.</summary>
    public string ExecutionProvider => _sessions[0].ExecutionProvider;

    /// <summary>Scores two sequences that hold the largest token id, so that a graph of another vocabulary or of fixed shapes is found out now.</summary>
    /// <exception cref="InvalidDataException">The graph and the tokenizer do not belong together.</exception>
    public void Probe()
    {
        try
        {
            SequenceProbe.RunAsync(Scheduler, Tokenizer, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{_path}' fails on the tokenizer's largest id {Tokenizer.VocabularySize - 1}: graph and tokenizer are not of the same model, or the graph has fixed shapes. {exception.Message}"),
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Scheduler.Dispose();
        _sessions.ForEach(session => session.Dispose());
        _wide?.Dispose();
    }

    private OnnxSession? WideSession()
    {
        if (_wideThreads <= 1)
        {
            return null;
        }

        lock (_wideGate)
        {
            return _wide ??= OnnxSession.Open(_path, Threads(_wideThreads), _logger);
        }
    }

    private OnnxSessionOptions Threads(int threads)
    {
        OnnxSessionOptions session = _options.Session.Clone();
        session.IntraOpThreads ??= threads;
        return session;
    }

    private static void CheckOwnSession(InferenceOptions options)
    {
        if (options.Session.InferenceSession is not null
            && (options.Sessions > 1 || options.SinglePairThreads > 1 || options.Session.SessionOptionsFactory is not null))
        {
            throw new ArgumentException(
                $"Session.InferenceSession is the application's own, so that nothing is opened here: Sessions ({options.Sessions}), SinglePairThreads and Session.SessionOptionsFactory "
                + "would do nothing. Leave them out, or leave out the session.",
                nameof(options));
        }
    }

    private static bool IsOnCpu(OnnxSession session) => session.ExecutionProvider.StartsWith("CPU", StringComparison.OrdinalIgnoreCase);
}
