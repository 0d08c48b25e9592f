using System.Diagnostics;

namespace RerankKit.Answers;

/// <summary>An evaluator that asks a judging language model one question and computes a number from 0 to 1 of its answer. Thread-safe.</summary>
/// <remarks>
/// The question is the last message of the user; passages and reference come as <see cref="RetrievedPassagesContext"/> and
/// <see cref="ReferenceAnswerContext"/>. Where one is missing that it needs, or what the judge says cannot be read (it is asked twice), the metric has no
/// value and a diagnostic says why: nothing is guessed. Failures of the chat client are thrown. The prompts are in docs/answers.md.
/// </remarks>
public abstract class JudgedEvaluator : IEvaluator
{
    private readonly string _name;

    private protected JudgedEvaluator(string name)
    {
        _name = name;
        EvaluationMetricNames = [name];
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> EvaluationMetricNames { get; }

    /// <inheritdoc/>
    public async ValueTask<EvaluationResult> EvaluateAsync(
        IEnumerable<ChatMessage> messages,
        ChatResponse modelResponse,
        ChatConfiguration? chatConfiguration = null,
        IEnumerable<EvaluationContext>? additionalContext = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(modelResponse);
        ArgumentNullException.ThrowIfNull(chatConfiguration);
        EvaluationContext[] contexts = [.. additionalContext ?? []];
        var item = new JudgedItem(
            messages.TryGetUserRequest(out ChatMessage? question) ? question.Text : "",
            modelResponse.Text,
            contexts.OfType<RetrievedPassagesContext>().LastOrDefault(),
            contexts.OfType<ReferenceAnswerContext>().LastOrDefault());
        var metric = new NumericMetric(_name);
        metric.AddOrUpdateContext(contexts.Where(context => context == item.Passages || context == item.Reference));
        if ((item.Question.Length == 0 ? "There is no question: the last message is not the user's." : Missing(item)) is { } missing)
        {
            metric.AddDiagnostics(EvaluationDiagnostic.Error(missing));
        }
        else if (Known(item) is { } known)
        {
            (metric.Value, metric.Reason) = known;
        }
        else
        {
            await JudgeAsync(item, metric, chatConfiguration.ChatClient, cancellationToken).ConfigureAwait(false);
        }

        return new(metric);
    }

    /// <summary>The question to the judge.</summary>
    private protected abstract JudgeQuestion Ask(JudgedItem item);

    /// <summary>Says what an item lacks; null where it has all.</summary>
    private protected abstract string? Missing(JudgedItem item);

    /// <summary>The value where nobody needs to be asked.</summary>
    private protected virtual (double? Value, string Reason)? Known(JudgedItem item) => null;

    /// <summary>The value out of the judge's answer.</summary>
    /// <exception cref="FormatException">It is not what was asked for.</exception>
    private protected abstract (double? Value, string Reason) Read(JsonElement answer, JudgedItem item);

    private protected static string? MissingPassages(JudgedItem item) =>
        item.Passages is null ? $"There are no passages. Give a {nameof(RetrievedPassagesContext)}." : null;

    private protected static string? MissingReference(JudgedItem item) =>
        item.Reference is null ? $"There is no reference. Give a {nameof(ReferenceAnswerContext)}." : null;

    private protected static (double? Value, string Reason)? WithoutPassages(JudgedItem item) =>
        item.Passages!.Passages.Count == 0 ? (0, "There is no passage.") : null;

    private async Task JudgeAsync(JudgedItem item, NumericMetric metric, IChatClient judge, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        JudgeAnswer<(double? Value, string Reason)> answer = await Ask(item).AskAsync(judge, json => Read(json, item), cancellationToken).ConfigureAwait(false);
        metric.AddOrUpdateChatMetadata(answer.Response, Stopwatch.GetElapsedTime(start));
        if (answer.Problem is { } problem)
        {
            metric.AddDiagnostics(EvaluationDiagnostic.Error($"What the judge says cannot be read: {problem}"));
        }
        else
        {
            (metric.Value, metric.Reason) = answer.Value;
        }
    }
}
