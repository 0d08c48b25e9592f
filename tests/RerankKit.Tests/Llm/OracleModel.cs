using System.Globalization;
using Microsoft.Extensions.AI;

namespace RerankKit.Tests.Llm;

/// <summary>A language model that knows how relevant each text is, and says so as it is asked.</summary>
internal sealed class OracleModel(Func<string, double> relevance)
{
    public OracleModel()
        : this(NumberIn)
    {
    }

    /// <summary>The relevance that a text such as "passage 17" states of itself.</summary>
    public static double NumberIn(string text)
    {
        string digits = new([.. text.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return digits.Length > 0 ? double.Parse(digits, CultureInfo.InvariantCulture) : -1;
    }

    public static RerankCandidate[] Candidates(int count, int seed = 5)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(numbers);
        return [.. numbers.Select(number => new RerankCandidate($"passage {number}"))];
    }

    /// <summary>The candidates' indices from the most relevant to the least.</summary>
    public static int[] PerfectOrder(IReadOnlyList<RerankCandidate> candidates) =>
        [.. Enumerable.Range(0, candidates.Count).OrderByDescending(index => NumberIn(candidates[index].Text))];

    public string Answer(AskedQuestion question)
    {
        string[] ids = [.. question.Passages.OrderByDescending(passage => relevance(passage.Text)).Select(passage => passage.Id)];
        return question.SchemaName switch
        {
            "ranking" => $$"""{"ranking":[{{string.Join(",", ids.Select(id => $"\"{id}\""))}}]}""",
            "choice" => $$"""{"best":"{{ids[0]}}"}""",
            "rating" => string.Create(CultureInfo.InvariantCulture, $$"""{"rating":{{relevance(question.Passages[0].Text)}}}"""),
            _ => string.Join(" > ", ids),
        };
    }

    public ScriptedChatClient Client() => new(Answer);

    /// <summary>A client that reports log-probabilities: the relevance is the log-odds.</summary>
    public ScriptedChatClient LogProbabilityClient() => new((question, _) =>
    {
        double yes = 1 / (1 + Math.Exp(-relevance(question.Passages[0].Text)));
        ChatResponse response = ScriptedChatClient.Text(yes >= 0.5 ? "yes" : "no");
        ChatTokenLogProbability[] alternatives = [new("yes", Math.Log(yes * 0.9)), new("no", Math.Log((1 - yes) * 0.9)), new("maybe", Math.Log(0.1))];
        response.AdditionalProperties = new()
        {
            [ChatTokenLogProbability.ResponseKey] = new[] { alternatives[yes >= 0.5 ? 0 : 1] with { Alternatives = alternatives } },
        };
        return Task.FromResult(response);
    });
}
