using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Llm;

public class ChatClientRerankerTests
{
    private static readonly ChatRerankMethod[] AllMethods =
    [
        new ListwiseChatMethod(), new SetwiseChatMethod(), new PairwiseChatMethod(), new RatingChatMethod(), new YesNoChatMethod(),
    ];

    private static IEnumerable<TestCaseData> Methods => AllMethods.Select(method => new TestCaseData(method).SetArgDisplayNames(method.Name));

    [TestCaseSource(nameof(Methods))]
    public void WhereEveryRequestFailsTheErrorIsTypedAndQuotesNothing(ChatRerankMethod method)
    {
        var client = new ScriptedChatClient((_, _) => throw new HttpRequestException("connection refused"));
        using var reranker = new ChatClientReranker(client, new() { Method = method, MaxFailuresInARow = 3, MaxConcurrency = 1 });

        ChatRerankException exception = Assert.ThrowsAsync<ChatRerankException>(
            () => reranker.RerankAsync("a secret question", OracleModel.Candidates(40)))!;

        Assert.That(exception.InnerException, Is.InstanceOf<HttpRequestException>());
        Assert.That(exception.Message, Does.Not.Contain("secret").And.Not.Contain("passage 1").And.Contain("HttpRequestException"));
        Assert.That(client.Questions.Count, Is.LessThanOrEqualTo(3), "a client that fails again and again is left alone");
    }

    [TestCaseSource(nameof(Methods))]
    public void WhatAClientSaysOnSeveralLinesIsSaidOnOneUnlessItQuotes(ChatRerankMethod method)
    {
        // As the clients of OpenAI and Azure write it.
        using var refused = new ChatClientReranker(
            new ScriptedChatClient((_, _) => throw new InvalidOperationException("HTTP 429 (insufficient_quota)\r\n\r\nYou exceeded your current quota.\n")), new() { Method = method });
        Assert.That(
            () => refused.RerankAsync("a secret question", OracleModel.Candidates(4)),
            Throws.InstanceOf<ChatRerankException>().With.Message.Contains(": InvalidOperationException: HTTP 429 (insufficient_quota) You exceeded your current quota ("));

        using var quoting = new ChatClientReranker(
            new ScriptedChatClient((_, _) => throw new InvalidOperationException("HTTP 400\n\nThe prompt 'a secret question' is too long")), new() { Method = method });
        Assert.That(
            () => quoting.RerankAsync("a secret question", OracleModel.Candidates(4)),
            Throws.InstanceOf<ChatRerankException>().With.Message.Contains("could be used: InvalidOperationException (").And.Message.Not.Contains("secret"));
    }

    [Test]
    public async Task AnswersMayComeInAnyOrder()
    {
        var waiting = new List<(TaskCompletionSource<ChatResponse> Source, string Answer)>();
        var allThere = new TaskCompletionSource();
        var oracle = new OracleModel();
        var client = new ScriptedChatClient((question, _) =>
        {
            var source = new TaskCompletionSource<ChatResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (waiting)
            {
                waiting.Add((source, oracle.Answer(question)));
                if (waiting.Count == 8)
                {
                    allThere.SetResult();
                }
            }

            return source.Task;
        });
        using var reranker = new ChatClientReranker(client, new() { Method = new RatingChatMethod(), MaxConcurrency = 8 });
        RerankCandidate[] candidates = OracleModel.Candidates(8);

        Task<RerankResponse> call = reranker.RerankAsync("q", candidates);
        await allThere.Task;
        foreach ((TaskCompletionSource<ChatResponse> source, string answer) in Enumerable.Reverse(waiting))
        {
            source.SetResult(ScriptedChatClient.Text(answer));
        }

        Assert.That((await call).Results.Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates)));
    }

    [TestCaseSource(nameof(Methods))]
    public async Task NoMoreQuestionsAreUnderWayThanAllowedOverAllCalls(ChatRerankMethod method)
    {
        var oracle = new OracleModel(text => OracleModel.NumberIn(text) % 11);
        var client = new ScriptedChatClient(async (question, _) =>
        {
            await Task.Yield();
            return ScriptedChatClient.Text(method is YesNoChatMethod ? "yes" : oracle.Answer(question));
        });
        using var reranker = new ChatClientReranker(client, new() { Method = method, MaxConcurrency = 3 });
        await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => reranker.RerankAsync("q", OracleModel.Candidates(25, seed))));
        Assert.That(client.MostInFlight, Is.InRange(1, 3));
    }

    [TestCaseSource(nameof(Methods))]
    public void CancellationReachesTheClientAndTheCaller(ChatRerankMethod method)
    {
        using var source = new CancellationTokenSource();
        int call = 0;
        var client = new ScriptedChatClient(async (_, token) =>
        {
            if (Interlocked.Increment(ref call) == 1)
            {
                await source.CancelAsync();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("not reached");
        });
        using var reranker = new ChatClientReranker(client, new() { Method = method });
        Assert.That(() => reranker.RerankAsync("q", OracleModel.Candidates(5), null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task ATimeoutOfTheClientIsAFailureAndNoCancellation()
    {
        int call = 0;
        var client = new ScriptedChatClient((_, _) => Interlocked.Increment(ref call) == 1
            ? throw new TaskCanceledException("timeout")
            : Task.FromResult(ScriptedChatClient.Text("5")));
        using var reranker = new ChatClientReranker(client, new() { Method = new RatingChatMethod(), MaxConcurrency = 1 });
        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (1, RerankPlacement.Scored), (0, RerankPlacement.Unscored) }));
    }

    [Test]
    public async Task ATimeBudgetKeepsTheScoresThatAreThere([Values] bool ignoresCancellation)
    {
        var time = new ManualTimeProvider();
        var client = new ScriptedChatClient(async (question, token) =>
        {
            if (question.Passages[0].Text == "c")
            {
                time.Advance(TimeSpan.FromSeconds(2));
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ignoresCancellation ? default : token);
            }

            return ScriptedChatClient.Text(question.Passages[0].Text == "a" ? "3" : "8");
        });
        using var reranker = new ChatClientReranker(client, new() { Method = new RatingChatMethod(), MaxConcurrency = 1 }, time);

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b", "c", "d"], new() { TimeBudget = TimeSpan.FromSeconds(1) });

        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (1, RerankPlacement.Scored), (0, RerankPlacement.Scored), (2, RerankPlacement.OverBudget), (3, RerankPlacement.OverBudget),
        }));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
        Assert.That(client.Questions, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task ATimeBudgetOfASetwiseCallKeepsTheSettledPlacesAndWhatElseIsKnown()
    {
        var time = new ManualTimeProvider();
        var oracle = new OracleModel();
        var client = new ScriptedChatClient(question =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            return oracle.Answer(question);
        });
        using var reranker = new ChatClientReranker(client, new() { Method = new SetwiseChatMethod { TopK = 50 } }, time);
        RerankCandidate[] candidates = OracleModel.Candidates(50);

        RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TimeBudget = TimeSpan.FromMilliseconds(500) });

        int scored = response.Results.Count(result => result.IsScored);
        Assert.That(scored, Is.EqualTo(50), "each was in an answered question");
        Assert.That(response.Results.Take(5).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates).Take(5)));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
    }

    [TestCase("setwise")]
    [TestCase("pairwise")]
    [TestCase("listwise")]
    public async Task ACallThatIsCutShortWhileThePaceIsUnknownHasRankedTheHead(string name)
    {
        ChatRerankMethod method = name == "setwise" ? new SetwiseChatMethod() : name == "pairwise" ? new PairwiseChatMethod() : new ListwiseChatMethod();
        var time = new ManualTimeProvider();
        var oracle = new OracleModel();
        var client = new ScriptedChatClient(question =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return oracle.Answer(question);
        });
        using var reranker = new ChatClientReranker(client, new() { Method = method, MaxConcurrency = 1 }, time);
        RerankCandidate[] candidates = OracleModel.Candidates(100);

        RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TimeBudget = TimeSpan.FromSeconds(8.5) });

        int scored = response.Results.Count(result => result.IsScored);
        Assert.That(scored, Is.InRange(2, 80));
        Assert.That(OracleModel.NumberIn(candidates[response.Results[0].Index].Text), Is.GreaterThanOrEqualTo(candidates[..2].Max(candidate => OracleModel.NumberIn(candidate.Text))));
        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 100)));
        Assert.That(response.Results.Skip(scored), Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.OverBudget));
        Assert.That(response.Results.Skip(scored).Select(result => result.Index), Is.Ordered);
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
    }

    [Test]
    public async Task AnswersThatCameBeforeAnUnexpectedlySlowOneCount([Values("setwise", "listwise")] string name)
    {
        ChatRerankMethod method = name == "setwise" ? new SetwiseChatMethod() : new ListwiseChatMethod { WindowSize = 10, Step = 5 };
        var time = new ManualTimeProvider();
        var oracle = new OracleModel();
        int asked = 0;
        var client = new ScriptedChatClient(question =>
        {
            time.Advance(TimeSpan.FromSeconds(Interlocked.Increment(ref asked) == 4 ? 1_000 : 0.1));
            return oracle.Answer(question);
        });
        using var reranker = new ChatClientReranker(client, new() { Method = method, MaxConcurrency = 1 }, time);
        RerankCandidate[] candidates = OracleModel.Candidates(60);

        RerankResponse response = await reranker.RerankAsync("q", candidates, new() { TimeBudget = TimeSpan.FromSeconds(100) });

        int head = name == "setwise" ? 4 : 10;
        Assert.That(response.Results.Take(head).Select(result => result.Index).Order(), Is.EqualTo(Enumerable.Range(0, head)));
        Assert.That(response.Results.Take(1).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates[..head]).Take(1)));
        Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(head));
    }

    [Test]
    public async Task AListwiseCallRanksAsMuchOfTheHeadAsThereIsTimeFor()
    {
        var time = new ManualTimeProvider();
        var oracle = new OracleModel();
        var client = new ScriptedChatClient(question =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return oracle.Answer(question);
        });
        using var reranker = new ChatClientReranker(client, timeProvider: time);
        RerankCandidate[] candidates = OracleModel.Candidates(100);

        RerankResponse unknown = await reranker.RerankAsync("q", candidates, new() { TimeBudget = TimeSpan.FromSeconds(4) });
        RerankResponse known = await reranker.RerankAsync("q", candidates, new() { TimeBudget = TimeSpan.FromSeconds(4) });

        Assert.That(unknown.Results.Count(result => result.IsScored), Is.EqualTo(30), "a second went into the head, to learn the pace");
        Assert.That(unknown.Results.Take(10).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates[..30]).Take(10)));
        Assert.That(known.Results.Count(result => result.IsScored), Is.EqualTo(40), "three windows of a second with a margin of 0.2");
        Assert.That(known.Results.Take(10).Select(result => result.Index), Is.EqualTo(OracleModel.PerfectOrder(candidates[..40]).Take(10)));
        Assert.That(known.Results.Skip(40), Has.All.Matches<RerankResult>(result => result.Placement == RerankPlacement.OverBudget));
        Assert.That(known.Stages[0].Decision, Is.EqualTo("cut"));
    }

    [Test]
    public async Task TokensAndMoneyAreSummed()
    {
        var oracle = new OracleModel();
        var client = new ScriptedChatClient(oracle.Answer) { Usage = new() { InputTokenCount = 1_000, OutputTokenCount = 10, TotalTokenCount = 1_010 } };
        using var reranker = new ChatClientReranker(client, new()
        {
            Method = new RatingChatMethod { MaxRating = 20 },
            InputPricePerMillionTokens = 2,
            OutputPricePerMillionTokens = 10,
        });

        RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(20));

        Assert.That((response.Usage!.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount), Is.EqualTo((20_000L, 200L, 20_200L)));
        Assert.That(response.Usage.AdditionalCounts!["chat_requests"], Is.EqualTo(20));
        Assert.That(response.GetChatReport()!.Cost, Is.EqualTo(0.042m));
        Assert.That(UsageMeters.AdditionalCount("chat_requests", 0.5m)(response), Is.EqualTo(new UsageAmount(20, 10)));
    }

    [TestCase("abcdefgh", 1, 4)]
    [TestCase("abcdefgh", 2, 8)]
    [TestCase("署名鍵を", 2, 2)]
    [TestCase("абвгд", 2, 4)]
    [TestCase("ab🔑🔑", 2, 4)]
    [TestCase("a🔑", 1, 1)]
    [TestCase("", 1, 0)]
    public void DocumentsAreCutByEstimatedTokensAndNeverWithinACharacter(string text, int tokens, int length) =>
        Assert.That(EstimatedTokens.Fit(text, tokens), Is.EqualTo(length));

    [Test]
    public async Task ACutDocumentSaysSo()
    {
        ScriptedChatClient client = new OracleModel(text => text.Length).Client();
        using var reranker = new ChatClientReranker(client, new() { MaxTokensPerDocument = 3 });
        RerankCandidate[] candidates = ["short", "a document of some length", "tiny"];

        RerankResponse response = await reranker.RerankAsync("q", candidates);
        RerankResponse shorter = await reranker.RerankAsync("q", candidates, new() { MaxTokensPerDocument = 1 });

        Assert.That(response.Results.Select(result => (result.Index, result.IsTruncated)), Is.EqualTo(new[] { (1, true), (0, false), (2, false) }));
        Assert.That(client.Questions.First().Passages[1].Text, Is.EqualTo("a document o"));
        Assert.That((response.GetChatReport()!.TruncatedDocuments, shorter.GetChatReport()!.TruncatedDocuments), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task TheInstructionOfTheCallGoesBeforeTheRerankersOwn()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new() { Instruction = "own {query}" });
        await reranker.RerankAsync("q", ["a", "b"]);
        await reranker.RerankAsync("q", ["a", "b"], new() { Instruction = "of the call {boundary}" });
        AskedQuestion[] questions = [.. client.Questions];
        Assert.That(questions[0].User, Does.Contain("\nRelevance here means: own {query}\n"));
        Assert.That(questions[1].User, Does.Contain("\nRelevance here means: of the call {boundary}\n"));
    }

    [Test]
    public async Task OptionsReachTheClientAndTheLastWordIsTheDelegates()
    {
        ScriptedChatClient client = new OracleModel().Client();
        using var reranker = new ChatClientReranker(client, new()
        {
            ModelId = "m1",
            Seed = 7,
            MaxOutputTokens = 99,
            Temperature = null,
            ConfigureChatOptions = options => options.TopP = 0.5f,
        });
        await reranker.RerankAsync("q", ["a", "b"]);
        await reranker.RerankAsync("q", ["a", "b"], new() { ModelId = "m2" });
        ChatOptions[] sent = [.. client.Questions.Select(question => question.Options!)];
        Assert.That((sent[0].ModelId, sent[0].Seed, sent[0].MaxOutputTokens, sent[0].Temperature, sent[0].TopP), Is.EqualTo(("m1", 7L, 99, (float?)null, 0.5f)));
        Assert.That(sent[1].ModelId, Is.EqualTo("m2"));
    }

    [Test]
    public async Task OneCandidateIsNoQuestionUnlessItIsScoredOnItsOwn()
    {
        ScriptedChatClient client = new OracleModel().Client();
        RerankResponse listwise = await new ChatClientReranker(client).RerankAsync("q", ["passage 3"]);
        Assert.That((listwise.Results.Single().Placement, client.Questions.Count), Is.EqualTo((RerankPlacement.ShortCircuited, 0)));
        RerankResponse rating = await new ChatClientReranker(client, new() { Method = new RatingChatMethod() }).RerankAsync("q", ["passage 3"]);
        Assert.That((rating.Results.Single().Score, client.Questions.Count), Is.EqualTo((3, 1)));
    }

    [Test]
    public void TheRevisionChangesWithWhateverChangesTheRankings()
    {
        ChatClientRerankerOptions[] variants =
        [
            new(),
            new() { Method = new ListwiseChatMethod { WindowSize = 19 } },
            new() { Method = new ListwiseChatMethod { Step = 9 } },
            new() { Method = new ListwiseChatMethod { Passes = 2 } },
            new() { Method = new ListwiseChatMethod { UseJsonSchema = false } },
            new() { Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.Listwise with { Reminder = "x" } } },
            new() { Method = new ListwiseChatMethod { Prompt = ChatRerankPrompts.Listwise with { System = null } } },
            new() { Method = new SetwiseChatMethod() },
            new() { Method = new SetwiseChatMethod { TopK = 9 } },
            new() { Method = new PairwiseChatMethod() },
            new() { Method = new PairwiseChatMethod { Sorting = PairwiseSorting.AllPairs } },
            new() { Method = new RatingChatMethod() },
            new() { Method = new YesNoChatMethod() },
            new() { Method = YesNoChatMethod.Qwen3Reranker },
            new() { Instruction = "i" },
            new() { MaxTokensPerDocument = 399 },
            new() { Temperature = 1 },
            new() { Seed = 1 },
            new() { Revision = "r" },
        ];
        string?[] revisions = [.. variants.Select(options => MetadataOf(options).Revision)];
        Assert.That(revisions, Is.Unique);
        Assert.That(MetadataOf(new()).Revision, Is.EqualTo(revisions[0]));
    }

    [TestCaseSource(nameof(Methods))]
    public void MetadataSaysWhatTheMethodIs(ChatRerankMethod method)
    {
        RerankerMetadata metadata = MetadataOf(new() { Method = method });
        bool isPointwise = method is RatingChatMethod or YesNoChatMethod;
        Assert.That((metadata.IsPointwise, metadata.KeepsTimeBudget), Is.EqualTo((isPointwise, true)));
        Assert.That(metadata.ScoreKind, Is.EqualTo(method switch
        {
            RatingChatMethod => RerankScoreKind.Grade,
            YesNoChatMethod => RerankScoreKind.Probability,
            _ => RerankScoreKind.RankOnly,
        }));
        Assert.That((metadata.DefaultModelId, metadata.ProviderUri), Is.EqualTo(("scripted-model", new Uri("http://llm.test"))));
    }

    [Test]
    public async Task RankingsAndScoresAreCached()
    {
        foreach (ChatRerankMethod method in AllMethods.Where(method => method is not YesNoChatMethod))
        {
            ScriptedChatClient client = new OracleModel(text => OracleModel.NumberIn(text) % 11).Client();
            using IReranker reranker = new RerankerBuilder(new ChatClientReranker(client, new() { Method = method })).UseCache().Build();
            RerankResponse first = await reranker.RerankAsync("q", OracleModel.Candidates(15));
            int asked = client.Questions.Count;
            RerankResponse second = await reranker.RerankAsync("q", OracleModel.Candidates(15));
            Assert.That(client.Questions, Has.Count.EqualTo(asked), method.Name);
            Assert.That(second.Results.Select(result => result.Index), Is.EqualTo(first.Results.Select(result => result.Index)));
        }
    }

    [Test]
    public void TheClientIsDisposedUnlessItIsLeftOpen()
    {
        ScriptedChatClient client = new OracleModel().Client();
        new ChatClientReranker(client, new() { LeaveOpen = true }).Dispose();
        Assert.That(client.DisposeCount, Is.Zero);
        new ChatClientReranker(client).Dispose();
        Assert.That(client.DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public void OptionsRefuseWhatIsNotAllowed()
    {
        Assert.That(() => new ListwiseChatMethod { WindowSize = 1 }, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("WindowSize is 1"));
        Assert.That(() => new ListwiseChatMethod { Step = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ListwiseChatMethod { Passes = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ListwiseChatMethod { Prompt = null! }, Throws.ArgumentNullException);
        Assert.That(() => new SetwiseChatMethod { SetSize = 2 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new SetwiseChatMethod { TopK = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new PairwiseChatMethod { TopK = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new PairwiseChatMethod { Sorting = (PairwiseSorting)7 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RatingChatMethod { MaxRating = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new YesNoChatMethod { PositiveAnswer = " " }, Throws.ArgumentException);
        Assert.That(() => new YesNoChatMethod { NegativeAnswer = "" }, Throws.ArgumentException);
        Assert.That(() => new YesNoChatMethod { Alternatives = 21 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { MaxConcurrency = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { MaxAttempts = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { MaxFailuresInARow = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { MaxTokensPerDocument = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { Temperature = float.NaN }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { MaxOutputTokens = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { InputPricePerMillionTokens = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { OutputPricePerMillionTokens = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ChatClientRerankerOptions { Method = null! }, Throws.ArgumentNullException);
        Assert.That(() => new ChatClientReranker(null!), Throws.ArgumentNullException);
    }

    private static RerankerMetadata MetadataOf(ChatClientRerankerOptions options) =>
        new ChatClientReranker(new OracleModel().Client(), options).GetService<RerankerMetadata>()!;
}
