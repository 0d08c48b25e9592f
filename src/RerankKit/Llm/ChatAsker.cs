namespace RerankKit;

/// <summary>Asks the questions of one call: within the gate, until the deadline, again where an answer cannot be used. Thread-safe.</summary>
internal sealed class ChatAsker(
    IChatClient client,
    ChatClientRerankerOptions settings,
    ChatGate gate,
    TimeProvider timeProvider,
    Deadline? deadline,
    string? modelId,
    CancellationToken cancellationToken)
{
    // A question is begun only while 1.2 times what one takes is left.
    private const double SafetyMargin = 1.2;
    private int _failuresInARow;
    private volatile bool _isCutShort;

    public ChatTally Tally { get; } = new();

    public ChatGate Gate => gate;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>How many questions, one after the other, there is time for; null where there is no deadline or nobody knows what one takes.</summary>
    public double? QuestionsInTime => deadline?.TimeLeft / (gate.Latency * SafetyMargin);

    /// <summary>Whether time is limited and nobody knows yet what a question takes.</summary>
    public bool HasUnknownPace => deadline is not null && gate.Latency is null;

    /// <summary>Whether a question stayed unasked or unanswered because the time budget was spent.</summary>
    public bool IsCutShort => _isCutShort;

    private bool IsOverTime => deadline?.Token.IsCancellationRequested == true && !cancellationToken.IsCancellationRequested;

    // The time is up, or the client fails again and again.
    private bool IsStopped => IsOverTime || Volatile.Read(ref _failuresInARow) >= settings.MaxFailuresInARow;

    /// <summary>Takes note of questions that are not asked because there is no time for them.</summary>
    public void CutShort() => _isCutShort = true;

    /// <summary>Asks a question until it has a good answer.</summary>
    /// <returns>False when it was not asked to the end because asking has stopped. What was answered is in the question.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<bool> AskAsync(ChatQuestion question)
    {
        Tally.AddQuestion();
        long start = timeProvider.GetTimestamp();
        for (int attempt = 0; attempt < settings.MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsStopped)
            {
                return Conclude(question, isStopped: true);
            }

            ChatResponse? response = await SendAsync(question, attempt).ConfigureAwait(false);
            if (response is null)
            {
                return Conclude(question, IsStopped);
            }

            gate.Record(timeProvider.GetElapsedTime(start));
            if (question.Read(response, Tally))
            {
                break;
            }
        }

        question.IsUnusable = !question.HasAnswer;
        return Conclude(question, isStopped: false);
    }

    private bool Conclude(ChatQuestion question, bool isStopped)
    {
        if (question.HasAnswer)
        {
            question.CountAnswer(Tally);
            Tally.AddAnswered();
        }
        else if (isStopped && IsOverTime)
        {
            _isCutShort = true;
        }

        return !isStopped;
    }

    // Null when the client failed or the time is up. Any failure but the caller's cancellation is one of the client's, and of one question.
    private async Task<ChatResponse?> SendAsync(ChatQuestion question, int attempt)
    {
        List<ChatMessage> messages = question.Write(attempt);
        ChatOptions options = CreateOptions(question);
        try
        {
            await gate.EnterAsync(deadline?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            if (IsStopped)
            {
                return null;
            }

            Tally.AddAttempt();
            Task<ChatResponse> call = client.GetResponseAsync(messages, options, deadline?.Token ?? cancellationToken);
            ChatResponse? response = deadline is null
                ? await call.ConfigureAwait(false)
                : await deadline.WaitAsync(call).ConfigureAwait(false);
            if (response is not null)
            {
                Interlocked.Exchange(ref _failuresInARow, 0);
                Tally.AddUsage(response.ModelId, response.Usage);
            }

            return response;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _failuresInARow);
            Tally.AddFailure(exception);
            return null;
        }
        finally
        {
            gate.Leave();
        }
    }

    private ChatOptions CreateOptions(ChatQuestion question)
    {
        var options = new ChatOptions
        {
            ModelId = modelId ?? settings.ModelId,
            Temperature = settings.Temperature,
            Seed = settings.Seed,
            MaxOutputTokens = settings.MaxOutputTokens ?? settings.Method.MaxOutputTokens,
        };
        question.Configure(options);
        settings.ConfigureChatOptions?.Invoke(options);
        return options;
    }
}
