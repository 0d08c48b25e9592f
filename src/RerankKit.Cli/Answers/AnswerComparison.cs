using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using RerankKit.Answers;
using RerankKit.Cli.Chat;
using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Answers;

/// <summary>Has questions answered from either run's passages, and the answers judged.</summary>
internal sealed class AnswerComparison(ChatRecording recording, ChatEndpoint answering, ChatEndpoint judging, bool hasReferences)
{
    private const string Answering = "answer";

    private readonly JudgedEvaluator[] _evaluators = hasReferences
        ? [new AnswerCorrectnessEvaluator(), new FaithfulnessEvaluator(), new ContextPrecisionEvaluator(), new ContextRecallEvaluator()]
        : [new FaithfulnessEvaluator(), new ContextPrecisionEvaluator()];

    public string[] MetricNames => field ??= [.. _evaluators.SelectMany(evaluator => evaluator.EvaluationMetricNames)];

    /// <summary>Says what will be asked at most, before anything is.</summary>
    public void Announce(IReadOnlyList<AnswerItem> items, ToolConsole console)
    {
        int judgements = items.Sum(item => item.IsRepeated ? 2 : 1) * 2 * _evaluators.Length;
        double tokens = items.Sum(item => (1 + (_evaluators.Length * (item.IsRepeated ? 2 : 1))) * item.Before.Concat(item.After).Sum(CallEstimate.TokensOf));
        console.Error.WriteLine(Invariant($"About to ask: {Figures.Count(items.Count, "question", "questions")}, at most {2 * items.Count} answers and {judgements} judgements, about {tokens:N0} tokens of passages; {Figures.Count(recording.Count, "answer is", "answers are")} kept already"));
    }

    public async Task<JudgedAnswers> JudgeAsync(AnswerItem item, CancellationToken cancellationToken) =>
        new(item, await JudgeAsync(item, item.Before, cancellationToken), await JudgeAsync(item, item.After, cancellationToken));

    private async Task<JudgedAnswer> JudgeAsync(AnswerItem item, string[] passages, CancellationToken cancellationToken)
    {
        ChatResponse response = await Client(answering, item, Answering).GetResponseAsync(Prompts.ToAnswer(item.Question, passages), new() { Temperature = 0 }, cancellationToken);
        ChatMessage[] question = [new(ChatRole.User, item.Question)];
        EvaluationContext[] contexts = [new RetrievedPassagesContext(passages), .. item.Reference is null ? Array.Empty<EvaluationContext>() : [new ReferenceAnswerContext(item.Reference)]];
        NumericMetric[] metrics = await EvaluateAsync(attempt: 1);
        return new(
            response.Text,
            [.. metrics.Select(metric => metric.Value)],
            item.IsRepeated ? [.. (await EvaluateAsync(attempt: 2)).Select(metric => metric.Value)] : null,
            [.. metrics.SelectMany(metric => (metric.Diagnostics ?? []).Select(diagnostic => $"{metric.Name}: {diagnostic.Message}"))]);

        async Task<NumericMetric[]> EvaluateAsync(int attempt)
        {
            var values = new NumericMetric[_evaluators.Length];
            for (int i = 0; i < values.Length; i++)
            {
                string name = MetricNames[i];
                values[i] = (await _evaluators[i].EvaluateAsync(question, response, new(Client(judging, item, name, attempt)), contexts, cancellationToken)).Get<NumericMetric>(name);
            }

            return values;
        }
    }

    private RecordedChatClient Client(ChatEndpoint endpoint, AnswerItem item, string purpose, int attempt = 1) =>
        new(endpoint.Client, recording, new(endpoint.Name, item.QueryId, purpose, attempt));
}
