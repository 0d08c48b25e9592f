using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RerankKit.Tests.Llm;

public class PointwiseChatMethodTests
{
    private const string SpecLogprobs = """
        {"content":[{"token":"yes","logprob":-0.105,"bytes":[121,101,115],"top_logprobs":[{"token":"yes","logprob":-0.105,"bytes":[121,101,115]},
        {"token":"no","logprob":-2.5,"bytes":[110,111]},{"token":" Yes","logprob":-5.0,"bytes":null}]}],"refusal":null}
        """;

    [Test]
    public async Task GradesAreAskedForBySchemaAndSorted()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new() { Method = new RatingChatMethod() });

        RerankResponse response = await reranker.RerankAsync("q", ["a 3", "b 10", "c 0", "d 3"]);

        Assert.That(response.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(new[] { (1, 10.0), (0, 3.0), (3, 3.0), (2, 0.0) }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Grade));
        var format = (ChatResponseFormatJson)client.Questions.First().Options!.ResponseFormat!;
        Assert.That(format.Schema!.Value.GetProperty("properties").GetProperty("rating").GetProperty("maximum").GetInt32(), Is.EqualTo(10));
        Assert.That(format.Schema.Value.GetProperty("additionalProperties").GetBoolean(), Is.False);
        Assert.That(client.Questions, Has.All.Matches<AskedQuestion>(question => question.Options!.Temperature == 0));
    }

    [TestCase("7", 7)]
    [TestCase("7/10", 7)]
    [TestCase("10/10", 10)]
    [TestCase("Rating: 7.5.", 7.5)]
    [TestCase("{\"rating\": \"7\"}", 7)]
    [TestCase("Here it is: {\"rating\": 7, \"reason\": \"1 or 2 things\"}", 7)]
    [TestCase("<think>perhaps 3</think>7", 7)]
    public async Task AGradeIsReadFromWhatTheModelSays(string answer, double expected) =>
        Assert.That((await RateAsync(answer)).Results[0].Score, Is.EqualTo(expected));

    [TestCase("between 6 and 8", 1, 0)]
    [TestCase("good", 1, 0)]
    [TestCase("11", 0, 1)]
    [TestCase("-1", 0, 1)]
    [TestCase("{\"rating\": 1e300}", 0, 1)]
    [TestCase("{\"rating\": null}", 1, 0)]
    [TestCase("{\"score\": [", 1, 0)]
    public void WhatIsNoGradeIsCounted(string answer, int unparsable, int outOfRange)
    {
        ChatRerankException exception = Assert.ThrowsAsync<ChatRerankException>(() => RateAsync(answer))!;
        Assert.That((exception.Report.Unparsable, exception.Report.OutOfRange), Is.EqualTo((unparsable, outOfRange)));
    }

    [Test]
    public async Task ACandidateWithoutAGradeFollowsUnscored()
    {
        var client = new ScriptedChatClient(question => question.Passages[0].Text == "b" ? "no idea" : "5");
        using var reranker = new ChatClientReranker(client, new() { Method = new RatingChatMethod() });
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c"]);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (0, RerankPlacement.Scored), (2, RerankPlacement.Scored), (1, RerankPlacement.Unscored),
        }));
        Assert.That((response.Stages[0].Decision, response.GetChatReport()!.Attempts), Is.EqualTo(("partial", 4)));
    }

    [Test]
    public async Task ProbabilitiesComeFromTheTokensOfTheAnswer()
    {
        RerankResponse response = await JudgeAsync("yes", JsonDocument.Parse(SpecLogprobs).RootElement);
        Assert.That(response.Results[0].Score, Is.EqualTo(0.917).Within(0.001));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That(response.GetChatReport()!.TextAnswers, Is.Zero);
    }

    [TestCase("""{"content":[{"token":"no","logprob":0,"top_logprobs":[{"token":"no","logprob":0},{"token":"yes","logprob":-9999.0}]}]}""", 0)]
    [TestCase("""{"content":[{"token":"yes","logprob":-0.7}]}""", 1)]
    [TestCase("""{"content":[{"token":"<think>","logprob":0,"top_logprobs":[{"token":"yes","logprob":-1}]},{"token":"no","logprob":-1},{"token":"</think>","logprob":0},{"token":"\n\n","logprob":0},{"token":"Yes","logprob":-0.1,"top_logprobs":[{"token":"Yes","logprob":-0.1},{"token":"No","logprob":-0.1}]}]}""", 0.5)]
    [TestCase("""{"content":[{"token":"Well","logprob":-0.1,"top_logprobs":[{"token":"yes","logprob":-3},{"token":"no","logprob":-3}]}]}""", 0.5)]
    [TestCase("""{"tokens":["▁Yes"],"token_logprobs":[-0.2],"top_logprobs":[{"▁Yes":-0.2,"▁No":-0.2}]}""", 0.5)]
    public async Task LogProbabilitiesAreReadAsServersWriteThem(string logprobs, double expected)
    {
        RerankResponse response = await JudgeAsync("", JsonDocument.Parse(logprobs).RootElement);
        Assert.That(response.Results[0].Score, Is.EqualTo(expected).Within(1e-12));
        Assert.That(response.GetChatReport()!.TextAnswers, Is.Zero);
    }

    [TestCase("yes", "null", 1)]
    [TestCase("No.", "{}", 0)]
    [TestCase("Yes", """{"content":[]}""", 1)]
    [TestCase("no", """{"content":[{"token":"maybe","logprob":-1,"top_logprobs":"?"}]}""", 0)]
    [TestCase("yes", """{"content":[{"token":7,"logprob":"x"}]}""", 1)]
    public async Task WithoutLogProbabilitiesTheTextCountsAndTheResponseSaysSo(string answer, string logprobs, double expected)
    {
        RerankResponse response = await JudgeAsync(answer, JsonDocument.Parse(logprobs).RootElement);
        Assert.That(response.Results[0].Score, Is.EqualTo(expected));
        Assert.That(response.GetChatReport()!.TextAnswers, Is.EqualTo(1));
        Assert.That(response.Stages[0].Reason, Does.Contain("1 without log-probabilities"));
    }

    [TestCase("yes and no")]
    [TestCase("perhaps")]
    [TestCase("yesterday")]
    public void NeitherYesNorNoIsNoAnswer(string answer) =>
        Assert.That(() => JudgeAsync(answer, default), Throws.InstanceOf<ChatRerankException>());

    [Test]
    public async Task LogProbabilitiesAreAskedForWithOneTokenOfOutput()
    {
        ScriptedChatClient client = new OracleModel().LogProbabilityClient();
        using var reranker = new ChatClientReranker(client, new() { Method = new YesNoChatMethod() });
        RerankResponse response = await reranker.RerankAsync("q", ["a 0", "b 2", "c 1"]);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(response.Results[0].Score, Is.EqualTo(1 / (1 + Math.Exp(-2))).Within(1e-12));
        ChatOptions options = client.Questions.First().Options!;
        Assert.That((options.MaxOutputTokens, options.ResponseFormat), Is.EqualTo((1, (ChatResponseFormat?)null)));
        Assert.That(options.AdditionalProperties, Is.EquivalentTo(new Dictionary<string, object?> { ["logprobs"] = true, ["top_logprobs"] = 20 }));
    }

    [Test]
    public async Task AnotherClientsLogProbabilitiesAreReadByADelegate()
    {
        var client = new ScriptedChatClient((_, _) =>
        {
            ChatResponse response = ScriptedChatClient.Text("yes");
            response.RawRepresentation = "own";
            return Task.FromResult(response);
        });
        using var reranker = new ChatClientReranker(client, new()
        {
            Method = new YesNoChatMethod
            {
                ReadLogProbabilities = response => (string?)response.RawRepresentation == "own" ? [new("yes", Math.Log(0.25)), new("no", 0)] : null,
            },
        });
        RerankResponse response = await reranker.RerankAsync("q", ["a"]);
        Assert.That(response.Results[0].Score, Is.EqualTo(1), "only the token itself is an alternative of its place");
        Assert.That(response.GetChatReport()!.TextAnswers, Is.Zero);
    }

    private static Task<RerankResponse> RateAsync(string answer)
    {
        var reranker = new ChatClientReranker(new ScriptedChatClient(_ => answer), new() { MaxAttempts = 1, Method = new RatingChatMethod() });
        return reranker.RerankAsync("q", ["a"]);
    }

    private static Task<RerankResponse> JudgeAsync(string answer, JsonElement logprobs)
    {
        var client = new ScriptedChatClient((_, _) =>
        {
            ChatResponse response = ScriptedChatClient.Text(answer);
            response.AdditionalProperties = new() { [ChatTokenLogProbability.ResponseKey] = logprobs };
            return Task.FromResult(response);
        });
        return new ChatClientReranker(client, new() { MaxAttempts = 1, Method = new YesNoChatMethod() }).RerankAsync("q", ["a"]);
    }
}
