namespace RerankKit;

/// <summary>Counts what becomes of the questions of one call. Thread-safe.</summary>
internal sealed class ChatTally
{
    private const decimal Million = 1_000_000;
    private readonly Lock _lock = new();
    private ChatRerankReport _report = new();
    private UsageDetails? _usage;

    /// <summary>The model that said it answered; null when none did.</summary>
    public string? ModelId { get; private set; }

    /// <summary>How many questions have a usable answer.</summary>
    public int Answered { get; private set; }

    /// <summary>The client's last failure.</summary>
    public Exception? LastFailure { get; private set; }

    public void AddQuestion() => Change(static report => report with { Questions = report.Questions + 1 });

    public void AddAttempt() => Change(static report => report with { Attempts = report.Attempts + 1 });

    public void AddUnparsable() => Change(static report => report with { Unparsable = report.Unparsable + 1 });

    public void AddTextAnswer() => Change(static report => report with { TextAnswers = report.TextAnswers + 1 });

    public void AddOutOfRange(int count) => Change(report => report with { OutOfRange = report.OutOfRange + count });

    public void AddRepairs(int missing, int duplicate) =>
        Change(report => report with { Missing = report.Missing + missing, Duplicate = report.Duplicate + duplicate });

    public void AddAnswered()
    {
        lock (_lock)
        {
            Answered++;
        }
    }

    public void AddFailure(Exception exception)
    {
        lock (_lock)
        {
            _report = _report with { Failed = _report.Failed + 1 };
            LastFailure = exception;
        }
    }

    public void AddUsage(string? modelId, UsageDetails? usage)
    {
        lock (_lock)
        {
            ModelId ??= modelId;
            _usage = UsageSum.Of(_usage, usage);
        }
    }

    public UsageDetails Usage()
    {
        lock (_lock)
        {
            var usage = new UsageDetails();
            if (_usage is not null)
            {
                usage.Add(_usage);
            }

            usage.AdditionalCounts ??= [];
            usage.AdditionalCounts["chat_requests"] = _report.Attempts;
            return usage;
        }
    }

    public ChatRerankReport Report(ChatClientRerankerOptions options, int truncatedDocuments)
    {
        lock (_lock)
        {
            return _report with
            {
                Unanswered = _report.Questions - Answered,
                TruncatedDocuments = truncatedDocuments,
                Cost = Cost(options, _usage),
            };
        }
    }

    private static decimal? Cost(ChatClientRerankerOptions options, UsageDetails? usage) =>
        (options.InputPricePerMillionTokens is null && options.OutputPricePerMillionTokens is null) || usage?.InputTokenCount is null ? null
        : ((usage.InputTokenCount.Value * options.InputPricePerMillionTokens.GetValueOrDefault())
            + (usage.OutputTokenCount.GetValueOrDefault() * options.OutputPricePerMillionTokens.GetValueOrDefault())) / Million;

    private void Change(Func<ChatRerankReport, ChatRerankReport> change)
    {
        lock (_lock)
        {
            _report = change(_report);
        }
    }
}
