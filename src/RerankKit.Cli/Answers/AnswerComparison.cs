using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;
using RerankKit.Answers;
using JudgedResult = Microsoft.Extensions.AI.Evaluation.EvaluationResult;

namespace RerankKit.Cli.Answers;

/// <summary>Has questions answered from either run's passages, and the answers judged.</summary>
internal sealed class AnswerComparison(ChatRecording recording, IChatClient answering, IChatClient judging, bool hasReferences)
{
    // Every fifth question is judged twice.
    private const int RepeatedOneIn = 5;

    private readonly IChatClient _answering = recording.Record(answering);
    private readonly ChatConfiguration _judge = new(recording.Record(judging));
    private readonly ChatConfiguration _judgeAgain = new(recording.Record(judging, attempt: 2));
    private readonly JudgedEvaluator[] _evaluators = hasReferences
        ? [new AnswerCorrectnessEvaluator(), new FaithfulnessEvaluator(), new ContextPrecisionEvaluator(), new ContextRecallEvaluator()]
        : [new FaithfulnessEvaluator(), new ContextPrecisionEvaluator()];

    public IReadOnlyList<string> MetricNames => [.. _evaluators.Select(evaluator => evaluator.MetricName)];

    public int MostJudgements(int questions) => 2 * _evaluators.Length * (questions + (questions / RepeatedOneIn) + 1);

    public async Task<JudgedAnswers> JudgeAsync(AnswerItem item, CancellationToken cancellationToken)
    {
        bool isRepeated = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"again {item.QueryId}")) % RepeatedOneIn == 0;
        return new(
            item.QueryId,
            await JudgeAsync(item, item.Before, isRepeated, cancellationToken),
            await JudgeAsync(item, item.After, isRepeated, cancellationToken));
    }

    private async Task<JudgedAnswer> JudgeAsync(AnswerItem item, string[] passages, bool isRepeated, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatMessage> messages = AnswerPrompt.Create(item.Question, passages);
        ChatResponse response = await _answering.GetResponseAsync(messages, new() { Temperature = 0 }, cancellationToken);
        ChatMessage[] question = [new(ChatRole.User, item.Question)];
        EvaluationContext[] contexts = item.Reference is null ? [new RetrievedPassagesContext(passages)] : [new RetrievedPassagesContext(passages), new ReferenceAnswerContext(item.Reference)];
        return new(
            response.Text,
            await ValuesAsync(question, response, _judge, contexts, cancellationToken),
            isRepeated ? await ValuesAsync(question, response, _judgeAgain, contexts, cancellationToken) : null);
    }

    private async Task<double?[]> ValuesAsync(ChatMessage[] question, ChatResponse response, ChatConfiguration judge, EvaluationContext[] contexts, CancellationToken cancellationToken)
    {
        var values = new double?[_evaluators.Length];
        for (int i = 0; i < values.Length; i++)
        {
            JudgedResult result = await _evaluators[i].EvaluateAsync(question, response, judge, contexts, cancellationToken);
            values[i] = result.Get<NumericMetric>(_evaluators[i].MetricName).Value;
        }

        return values;
    }
}
