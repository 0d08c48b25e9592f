using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RerankKit.Tests.Llm;

/// <summary>Ten thousand mutations of valid answers over all methods: a valid ranking or the typed error, never anything else.</summary>
public class AnswerFuzzTests
{
    private const int AnswersPerMethod = 2_000;

    private static IEnumerable<TestCaseData> Methods => new ChatRerankMethod[]
    {
        new ListwiseChatMethod { WindowSize = 5, Step = 2 },
        new ListwiseChatMethod { Prompt = ChatRerankPrompts.RankGpt, UseJsonSchema = false },
        new SetwiseChatMethod { TopK = 4 },
        new PairwiseChatMethod { TopK = 2 },
        new RatingChatMethod(),
        new YesNoChatMethod(),
    }.Select((method, i) => new TestCaseData(method).SetArgDisplayNames($"{i} {method.Name}"));

    [TestCaseSource(nameof(Methods))]
    public async Task MutatedAnswersEndInAValidRankingOrATypedError(ChatRerankMethod method)
    {
        var random = new Random(17);
        var gate = new Lock();
        var oracle = new OracleModel();
        var client = new ScriptedChatClient((question, _) =>
        {
            lock (gate)
            {
                return Task.FromResult(Respond(question, oracle, random));
            }
        });
        using var reranker = new ChatClientReranker(client, new() { Method = method });
        int failed = 0;
        int calls = 0;
        for (; client.Questions.Count < AnswersPerMethod; calls++)
        {
            RerankCandidate[] candidates = OracleModel.Candidates(random.Next(1, 9), calls);
            RerankResponse response;
            try
            {
                response = await reranker.RerankAsync("q", candidates);
            }
            catch (ChatRerankException)
            {
                failed++;
                continue;
            }

            Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, candidates.Length)));
            Assert.That(response.Results, Has.All.Matches<RerankResult>(result => double.IsFinite(result.Score)));
            RerankResult[] scored = [.. response.Results.TakeWhile(result => result.IsScored)];
            Assert.That(scored.Select(result => result.Score), Is.Ordered.Descending);
            Assert.That(response.Results.Skip(scored.Length), Has.All.Matches<RerankResult>(result => !result.IsScored));
        }

        TestContext.Out.WriteLine($"{client.Questions.Count} answers, {failed} of {calls} calls failed");
        Assert.That(failed, Is.LessThan(calls / 2), "most answers are readable");
    }

    private static ChatResponse Respond(AskedQuestion question, OracleModel oracle, Random random)
    {
        bool isJudge = question.Options?.AdditionalProperties is not null;
        string answer = isJudge ? (random.Next(2) == 0 ? "yes" : "no")
            : question.Passages.Count > 0 ? oracle.Answer(question)
            : "[3] > [1] > [2] > [5] > [4]";
        ChatResponse response = ScriptedChatClient.Text(Mutate(answer, random));
        if (isJudge)
        {
            string logprobs = Mutate(
                """{"content":[{"token":"yes","logprob":-0.1,"top_logprobs":[{"token":"yes","logprob":-0.1},{"token":"no","logprob":-2.5}]}]}""", random);
            try
            {
                using var document = JsonDocument.Parse(logprobs);
                response.AdditionalProperties = new() { [ChatTokenLogProbability.ResponseKey] = document.RootElement.Clone() };
            }
            catch (JsonException)
            {
                response.AdditionalProperties = new() { [ChatTokenLogProbability.ResponseKey] = logprobs };
            }
        }

        return response;
    }

    private static string Mutate(string text, Random random)
    {
        var mutated = new StringBuilder(text);
        for (int change = random.Next(4); change > 0; change--)
        {
            int place = random.Next(mutated.Length + 1);
            int length = random.Next(mutated.Length - place + 1);
            switch (random.Next(8))
            {
                case 0:
                    mutated.Length = place;
                    break;
                case 1:
                    mutated.Remove(place, length);
                    break;
                case 2:
                    mutated.Insert(place, mutated.ToString(place, length));
                    break;
                case 3:
                    mutated.Insert(place, (char)random.Next(0x10000));
                    break;
                case 4:
                    mutated.Insert(place, random.Next(-5, 2_000_000_000));
                    break;
                case 5:
                    mutated.Insert(place, new string("[{\"<"[random.Next(4)], random.Next(300)));
                    break;
                case 6:
                    mutated.Insert(place, new[] { "<think>", "</think>", "null", "1e999", "NaN", "\\ud800", "yes", "no", "```" }[random.Next(9)]);
                    break;
                default:
                    mutated.Replace("\"", random.Next(2) == 0 ? "'" : "");
                    break;
            }
        }

        return mutated.ToString();
    }
}
