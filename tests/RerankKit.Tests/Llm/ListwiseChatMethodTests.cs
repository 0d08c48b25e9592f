namespace RerankKit.Tests.Llm;

public class ListwiseChatMethodTests
{
    [TestCase(2)]
    [TestCase(7)]
    [TestCase(19)]
    [TestCase(20)]
    public async Task AListThatFitsIntoAWindowIsOneQuestionAndInPerfectOrder(int count)
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client);
        RerankCandidate[] candidates = OracleModel.Candidates(count);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates)));
        Assert.That(client.Questions, Has.Count.EqualTo(1));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.RankOnly));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(Enumerable.Range(1, count).Select(rank => 1.0 / rank)));
        Assert.That(response.ModelId, Is.EqualTo("scripted-model"));
    }

    [Test]
    public async Task OnePassBringsTheBestTenOfAHundredToTheHeadInNineQuestions()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client);
        RerankCandidate[] candidates = OracleModel.Candidates(100);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Select(result => result.Index).Take(10), Is.EqualTo(OracleModel.PerfectOrder(candidates).Take(10)));
        Assert.That(client.Questions, Has.Count.EqualTo(9));
        Assert.That(client.Questions, Has.All.Matches<AskedQuestion>(question => question.Passages.Count == 20));
    }

    [Test]
    public async Task EnoughPassesGiveThePerfectOrderAndAPassWithoutChangesIsTheLast()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new() { Method = new ListwiseChatMethod { WindowSize = 6, Step = 3, Passes = 50 } });
        RerankCandidate[] candidates = OracleModel.Candidates(20);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates)));
        Assert.That(client.Questions.Count, Is.LessThanOrEqualTo(8 * SlidingWindows.CountOf(20, 6, 3)), "20 places, 3 a pass, and one pass to see that nothing changes");
    }

    [Test]
    public void WindowsCoverTheListFromTheEndToTheHead([Values(2, 3, 5, 20)] int size, [Values(1, 2, 4, 10)] int step)
    {
        if (step >= size)
        {
            Assert.That(() => new ChatClientReranker(new OracleModel().Client(), new() { Method = new ListwiseChatMethod { WindowSize = size, Step = step } }), Throws.ArgumentException);
            return;
        }

        for (int count = 1; count <= 70; count++)
        {
            (int Start, int End)[] windows = [.. SlidingWindows.Of(count, size, step)];
            Assert.That(windows[0].End, Is.EqualTo(count));
            Assert.That(windows[^1].Start, Is.Zero, "the head is always ranked");
            Assert.That(windows.SkipLast(1), Has.All.Matches<(int Start, int End)>(window => window.Start > 0 && window.End - window.Start == size));
            Assert.That(windows.Zip(windows.Skip(1)), Has.All.Matches<((int Start, int End) Behind, (int Start, int End) Ahead)>(
                pair => pair.Ahead.End == pair.Behind.End - step && pair.Ahead.End > pair.Behind.Start));
            Assert.That(SlidingWindows.CountOf(count, size, step), Is.EqualTo(windows.Length));
            Assert.That(SlidingWindows.CountOf(SlidingWindows.DepthOf(windows.Length, size, step), size, step), Is.EqualTo(windows.Length));
            Assert.That(SlidingWindows.DepthOf(windows.Length, size, step), Is.GreaterThanOrEqualTo(count));
        }
    }

    [Test]
    public async Task WindowsGoOverTheFirstStagesOrder()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client);
        await reranker.RerankAsync("q", [new("low 1") { Score = 1 }, new("none 2"), new("high 3") { Score = 9 }]);
        Assert.That(client.Questions.Single().Passages.Select(passage => passage.Text), Is.EqualTo(new[] { "high 3", "low 1", "none 2" }));
    }

    [Test]
    public async Task WhatAnAnswerNamesWronglyTwiceOrNotAtAllIsRepairedAndCounted()
    {
        var client = new ScriptedChatClient(_ => """{"ranking":[3,3,10]}""");
        using var reranker = new ChatClientReranker(client, new()
        {
            MaxAttempts = 1,
            Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.Listwise with { Identifiers = ChatIdentifiers.Numbers } },
        });

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c"]);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 0, 1 }));
        Assert.That(response.Results.Select(result => result.Placement), Is.EqualTo(new[] { RerankPlacement.Scored, RerankPlacement.Unscored, RerankPlacement.Unscored }));
        ChatRerankReport report = response.GetChatReport()!;
        Assert.That((report.Missing, report.Duplicate, report.OutOfRange, report.Unparsable, report.Attempts), Is.EqualTo((2, 1, 1, 0, 1)));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("1 questions, 1 requests: 2 missing, 1 duplicate, 1 out of range"));
    }

    [TestCase("[2] > [1]", "1,0")]
    [TestCase("2 > 1", "1,0")]
    [TestCase("<think>1 is good. [1] > [2]</think>\n[2] > [1]", "1,0")]
    [TestCase("[２] > [１]", "1,0")]
    [TestCase("[۲] > [۱]", "1,0")]
    [TestCase("```json\n{\"ranking\": [2, 1]}\n```", "1,0")]
    [TestCase("The ranking is: [2] > [1].", "1,0")]
    [TestCase("[2]", "1,0")]
    public async Task AnswersAreReadAsTheyCome(string answer, string expected)
    {
        using var reranker = new ChatClientReranker(
            new ScriptedChatClient(_ => answer),
            new() { Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.RankGpt, UseJsonSchema = false } });
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);
        Assert.That(string.Join(',', response.Results.Select(result => result.Index)), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("I cannot do that.")]
    [TestCase("<think>[2] > [1]")]
    [TestCase("[99999999999999999999] > [0]")]
    public void AnAnswerThatNamesNothingIsAskedForAgainAndThenAnError(string answer)
    {
        var client = new ScriptedChatClient(_ => answer);
        using var reranker = new ChatClientReranker(client, new()
        {
            MaxAttempts = 3,
            Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.RankGpt, UseJsonSchema = false },
        });

        ChatRerankException exception = Assert.ThrowsAsync<ChatRerankException>(() => reranker.RerankAsync("q", ["a", "b"]))!;

        Assert.That((exception.Report.Unparsable, exception.Report.Attempts, exception.Report.Questions, exception.Report.Unanswered), Is.EqualTo((3, 3, 1, 1)));
        Assert.That(exception.InnerException, Is.Null);
    }

    [Test]
    public async Task AnAnswerThatLeavesOutMoreThanHalfIsAskedForAgainAndTheFullerOneCounts()
    {
        int call = 0;
        var client = new ScriptedChatClient(question => Interlocked.Increment(ref call) == 1
            ? $"{question.Passages[3].Id} > {question.Passages[2].Id}"
            : question.Passages[1].Id);
        using var reranker = new ChatClientReranker(client, new() { Method = new ListwiseChatMethod { UseJsonSchema = false } });

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c", "d", "e"]);

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 3, 2, 0, 1, 4 }));
        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(2));
        Assert.That((response.GetChatReport()!.Attempts, response.GetChatReport()!.Missing), Is.EqualTo((2, 3)));
    }

    [Test]
    public async Task ASecondAttemptUsesOtherNamesAndAsksForTheAnswerAlone()
    {
        int call = 0;
        var oracle = new OracleModel();
        var client = new ScriptedChatClient(question => Interlocked.Increment(ref call) == 1 ? "Sure!" : oracle.Answer(question));
        using var reranker = new ChatClientReranker(client);

        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(8));

        AskedQuestion[] questions = [.. client.Questions];
        Assert.That(response.GetChatReport()!.Unparsable, Is.EqualTo(1));
        Assert.That(questions[1].User, Does.EndWith("No other word, no explanation."));
        Assert.That(questions[1].Passages.Select(passage => passage.Id), Is.Not.EqualTo(questions[0].Passages.Select(passage => passage.Id)));
    }

    [Test]
    public async Task AMiddleWindowThatFailsLeavesTheOthersStanding()
    {
        int call = 0;
        var oracle = new OracleModel();
        var client = new ScriptedChatClient((question, _) => Interlocked.Increment(ref call) == 3
            ? throw new HttpRequestException("down")
            : Task.FromResult(ScriptedChatClient.Text(oracle.Answer(question))));
        using var reranker = new ChatClientReranker(client);
        RerankCandidate[] candidates = OracleModel.Candidates(60);

        RerankResponse response = await reranker.RerankAsync("q", candidates);

        Assert.That(response.Results.Select(result => result.Index), Is.Unique.And.Exactly(60).Items);
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.IsScored), "every candidate was in a window that was answered");
        Assert.That((response.Stages[0].Decision, response.GetChatReport()!.Failed, response.GetChatReport()!.Unanswered), Is.EqualTo(("failed", 1, 1)));
    }

    [Test]
    public async Task TheLastWindowThatFailsLeavesTheTailInFirstStageOrder()
    {
        int call = 0;
        var oracle = new OracleModel();
        var client = new ScriptedChatClient((question, _) => Interlocked.Increment(ref call) == 1
            ? throw new HttpRequestException("down")
            : Task.FromResult(ScriptedChatClient.Text(oracle.Answer(question))));
        using var reranker = new ChatClientReranker(client);

        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(30));

        Assert.That(response.Results.Skip(20).Select(result => result.Index), Is.EqualTo(Enumerable.Range(20, 10)));
        Assert.That(response.Results.Skip(20), Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.Unscored));
        Assert.That(response.Results.Take(20), Has.All.Matches<RerankResult>(result => result.IsScored));
    }

    [Test]
    public async Task WhereTheHeadIsUnknownTheFirstStagesOrderStands()
    {
        int call = 0;
        var oracle = new OracleModel();
        var client = new ScriptedChatClient((question, _) => Interlocked.Increment(ref call) == 2
            ? throw new HttpRequestException("down")
            : Task.FromResult(ScriptedChatClient.Text(oracle.Answer(question))));
        using var reranker = new ChatClientReranker(client);

        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(30), new() { TopN = 12 });

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(Enumerable.Range(0, 12)));
        Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.FellBack));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("fell-back"));
    }
}
