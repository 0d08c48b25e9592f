using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace RerankKit.Answers;

/// <summary>An evaluator that asks a judging language model one question and computes a number from 0 to 1 of its answer.</summary>
/// <remarks>
/// The question is the last message of the user; passages and reference come as <see cref="RetrievedPassagesContext"/> and
/// <see cref="ReferenceAnswerContext"/>. Where one is missing that it needs, or the judge's answer cannot be read, the metric has no value and a
/// diagnostic says why: nothing is guessed. Failures of the chat client are thrown.
/// </remarks>
public abstract class JudgedEvaluator : IEvaluator
{
    private protected JudgedEvaluator(string metricName)
    {
        MetricName = metricName;
        EvaluationMetricNames = [metricName];
    }

    /// <summary>The metric's name.</summary>
    public string MetricName { get; }

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
            messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "",
            modelResponse.Text,
            contexts.OfType<RetrievedPassagesContext>().LastOrDefault()?.Passages,
            contexts.OfType<ReferenceAnswerContext>().LastOrDefault()?.Answer);
        var metric = new NumericMetric(MetricName);
        if (Missing(item) is { } missing)
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

    private async Task JudgeAsync(JudgedItem item, NumericMetric metric, IChatClient judge, CancellationToken cancellationToken)
    {
        JudgeQuestion question = Ask(item);
        ChatResponse response = await judge.GetResponseAsync(question.Messages, question.Options, cancellationToken).ConfigureAwait(false);
        try
        {
            (metric.Value, metric.Reason) = Read(JudgeQuestion.Parse(response.Text), item);
        }
        catch (FormatException exception)
        {
            metric.AddDiagnostics(EvaluationDiagnostic.Error($"The judge's answer cannot be read: {exception.Message}"));
        }
    }
}
