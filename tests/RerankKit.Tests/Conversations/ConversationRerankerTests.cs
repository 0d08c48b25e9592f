using RerankKit.Conformance;

namespace RerankKit.Tests.Conversations;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConversationRerankerTests : IDisposable
{
    private static readonly RerankCandidate[] Candidates =
    [
        new("alpha") { Id = "1", Score = 4 }, new("beta") { Id = "2", Score = 3 }, new("gamma") { Id = "3", Score = 2 }, new("delta") { Id = "4", Score = 1 },
    ];

    private readonly StubReranker _inner = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<IDisposable> _made = [];

    public void Dispose() => _made.ForEach(reranker => reranker.Dispose());

    [Test]
    public async Task AFollowUpOverTheSameCandidatesKeepsTheOrderWithoutACallAndSaysSo()
    {
        ConversationReranker reranker = Make();
        RerankResponse first = await Turn(reranker, "where is the key", Candidates);
        RerankResponse second = await Turn(reranker, "and how long is it valid?", Candidates);

        Assert.That(_inner.Calls, Has.Count.EqualTo(1));
        Assert.That(Stage(first), Is.EqualTo(("reranked", "the first turn")));
        Assert.That(Stage(second), Is.EqualTo(("reused", (string?)null)));
        Assert.That(second.Stages.Single().CandidatesIn, Is.EqualTo(4));
        Assert.That(second.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(first.Results.Select(result => (result.Index, result.Score))));
        Assert.That(second.Results, Has.All.Matches<RerankResult>(result => result is { Placement: RerankPlacement.Reused, IsScored: true }));
        Assert.That((second.ScoreKind, second.ModelId, second.Usage), Is.EqualTo((first.ScoreKind, "stub-model", (Microsoft.Extensions.AI.UsageDetails?)null)));
    }

    [Test]
    public async Task TheSameCandidatesInAnotherOrderAndWithOtherFirstStageScoresAreTheSame()
    {
        ConversationReranker reranker = Make();
        RerankResponse first = await Turn(reranker, "q", Candidates);
        int[] order = [2, 0, 3, 1];
        RerankCandidate[] others = [.. order.Select((index, rank) => Candidates[index] with { Score = 100 - rank, Item = new object() })];
        RerankResponse second = await Turn(reranker, "q2", others);

        Assert.That(Stage(second).Decision, Is.EqualTo("reused"));
        Assert.That(Ids(second, others), Is.EqualTo(Ids(first, Candidates)));
        Assert.That(second.Results.Select(result => result.Score), Is.EqualTo(first.Results.Select(result => result.Score)));
    }

    private static IEnumerable<TestCaseData> OtherCandidates()
    {
        yield return new TestCaseData((object)(RerankCandidate[])[.. Candidates, new("epsilon") { Id = "5" }]).SetArgDisplayNames("one more");
        yield return new TestCaseData((object)Candidates[..3]).SetArgDisplayNames("one fewer");
        yield return new TestCaseData((object)(RerankCandidate[])[.. Candidates[..3], new("delta.") { Id = "4" }]).SetArgDisplayNames("another text");
        yield return new TestCaseData((object)(RerankCandidate[])[.. Candidates[..3], new("delta") { Id = "5" }]).SetArgDisplayNames("another id");
        yield return new TestCaseData((object)(RerankCandidate[])[.. Candidates[..3], new("delta")]).SetArgDisplayNames("no id");
        yield return new TestCaseData((object)(RerankCandidate[])[.. Candidates[..3], Candidates[0]]).SetArgDisplayNames("one twice");
        yield return new TestCaseData((object)(RerankCandidate[])[Candidates[1] with { Id = "1" }, Candidates[0] with { Id = "2" }, Candidates[2], Candidates[3]]).SetArgDisplayNames("texts exchanged");
    }

    [TestCaseSource(nameof(OtherCandidates))]
    public async Task OtherCandidatesAreRerankedAndAreWhatTheNextTurnIsComparedWith(object data)
    {
        var others = (RerankCandidate[])data;
        ConversationReranker reranker = Make();
        await Turn(reranker, "q", Candidates);
        RerankResponse second = await Turn(reranker, "q2", others);
        Assert.That(Stage(second), Is.EqualTo(("reranked", "other candidates")));
        Assert.That(second.Results.Select(result => result.Placement), Has.All.EqualTo(RerankPlacement.Scored));
        Assert.That(_inner.Calls.Last().Candidates, Has.Count.EqualTo(others.Length), "all of them, not only the new ones");
        Assert.That(Stage(await Turn(reranker, "q3", others)).Decision, Is.EqualTo("reused"));
        Assert.That(Stage(await Turn(reranker, "q4", Candidates)).Reason, Is.EqualTo("other candidates"));
    }

    [Test]
    public async Task CandidatesThatAreAlikeKeepTheListsOrder()
    {
        ConversationReranker reranker = Make();
        RerankCandidate[] twice = ["x", "same", "same", "y", "same"];
        await Turn(reranker, "q", twice);
        RerankCandidate[] moved = ["same", "y", "same", "same", "x"];
        RerankResponse second = await Turn(reranker, "q2", moved);
        Assert.That(Stage(second).Decision, Is.EqualTo("reused"));
        Assert.That(second.Results.Where(result => moved[result.Index].Text == "same").Select(result => result.Index), Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(second.Results.Select(result => result.Index), Is.EquivalentTo(Enumerable.Range(0, 5)));
    }

    [TestCase("c", null, "C", null)]
    [TestCase("c", null, "c ", null)]
    [TestCase("c", null, "c", "s")]
    [TestCase("c", "", "c", null)]
    [TestCase("c", "s", "c", "S")]
    [TestCase("bc", "a", "c", "ab")]
    public async Task ConversationsAndScopesDoNotSeeEachOther(string id, string? scope, string otherId, string? otherScope)
    {
        ConversationReranker reranker = Make();
        await Turn(reranker, "q", Candidates, options => (options.ConversationId, options.Scope) = (id, scope));
        RerankResponse other = await Turn(reranker, "q", Candidates, options => (options.ConversationId, options.Scope) = (otherId, otherScope));
        Assert.That(Stage(other), Is.EqualTo(("reranked", "the first turn")));
        Assert.That(reranker.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task ACallThatIsNoTurnPassesThroughUntouched()
    {
        ConversationReranker reranker = Make();
        await Turn(reranker, "q", Candidates);
        var options = new RerankOptions { TopN = 2, Scope = "s" };
        RerankResponse response = await reranker.RerankAsync("q", Candidates, options);
        RerankResponse without = await reranker.RerankAsync("q", Candidates);
        Assert.That(_inner.Calls.ElementAt(1).Options, Is.SameAs(options));
        Assert.That(response.Stages.Concat(without.Stages).Select(stage => stage.Name), Has.None.EqualTo("conversation"));
        Assert.That(_inner.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task AnOrderIsKeptForSoManyTurnsAndThenMadeAnew()
    {
        ConversationReranker reranker = Make(options => options.MaxTurns = 2);
        string[] decisions = new string[7];
        for (int turn = 0; turn < decisions.Length; turn++)
        {
            decisions[turn] = Stage(await Turn(reranker, $"q{turn}", Candidates)).Decision;
        }

        Assert.That(decisions, Is.EqualTo(new[] { "reranked", "reused", "reused", "reranked", "reused", "reused", "reranked" }));
        Assert.That(_inner.Calls.Select(call => call.Query), Is.EqualTo(new[] { "q0", "q3", "q6" }));
        Assert.That(Stage(await Turn(reranker, "q", Candidates, options => options.ConversationId = "other")).Reason, Is.EqualTo("the first turn"));
    }

    [Test]
    public async Task AnOrderGrowsOldFromWhenItWasMade()
    {
        ConversationReranker reranker = Make(options => (options.TimeToLive, options.MaxTurns) = (TimeSpan.FromMinutes(5), 100));
        await Turn(reranker, "q", Candidates);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.That(Stage(await Turn(reranker, "q", Candidates)).Decision, Is.EqualTo("reused"));
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1));
        Assert.That(Stage(await Turn(reranker, "q", Candidates)).Decision, Is.EqualTo("reused"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.That(Stage(await Turn(reranker, "q", Candidates)), Is.EqualTo(("reranked", "the order is older than 00:05:00")));
        Assert.That(Stage(await Turn(reranker, "q", Candidates)).Decision, Is.EqualTo("reused"));
    }

    [TestCase("how do I rotate the key", "How do I ROTATE the key?", "reused")]
    [TestCase("how do I rotate the key", "the key, how do I rotate", "reused")]
    [TestCase("how do I rotate the key", "how do I rotate the signing key", "reused")]
    [TestCase("how do I rotate the key", "what does an invoice say", "reranked")]
    [TestCase("how do I rotate the key", "key", "reranked")]
    [TestCase("鍵の更新", "鍵の更新は", "reused")]
    [TestCase("鍵の更新", "請求書", "reranked")]
    [TestCase("???", "!!!", "reranked")]
    public async Task AQueryOfOtherWordsIsAnotherQuestionWhereThatIsAskedFor(string query, string followUp, string decision)
    {
        ConversationReranker reranker = Make(options => options.MinQueryOverlap = 0.5);
        await Turn(reranker, query, Candidates);
        (string actual, string? reason) = Stage(await Turn(reranker, followUp, Candidates));
        Assert.That(actual, Is.EqualTo(decision));
        Assert.That(reason, decision == "reused" ? Is.Null : Does.StartWith("another question: "));

        ConversationReranker indifferent = Make();
        await Turn(indifferent, query, Candidates);
        Assert.That(Stage(await Turn(indifferent, followUp, Candidates)).Decision, Is.EqualTo("reused"), "unless asked for, only the candidates matter");
    }

    [Test]
    public async Task TheWordsAreComparedWithTheQueryThatWasRankedNotWithTheTurnBefore()
    {
        ConversationReranker reranker = Make(options => (options.MinQueryOverlap, options.MaxTurns) = (0.5, 100));
        await Turn(reranker, "one two three", Candidates);
        Assert.That(Stage(await Turn(reranker, "two three four", Candidates)).Decision, Is.EqualTo("reused"));
        Assert.That(Stage(await Turn(reranker, "three four five", Candidates)).Reason, Is.EqualTo("another question: 20% of the words are shared"));
        Assert.That(Stage(await Turn(reranker, "three four five", Candidates)).Decision, Is.EqualTo("reused"), "the new order is the one that is kept");
    }

    private static IEnumerable<TestCaseData> OtherOptions()
    {
        yield return new TestCaseData((Action<RerankOptions>)(options => options.ModelId = "m2"), "other options").SetArgDisplayNames("model");
        yield return new TestCaseData((Action<RerankOptions>)(options => options.Instruction = "newest first"), "other options").SetArgDisplayNames("instruction");
        yield return new TestCaseData((Action<RerankOptions>)(options => options.MaxTokensPerDocument = 100), "other options").SetArgDisplayNames("truncation");
        yield return new TestCaseData((Action<RerankOptions>)(options => options.AdditionalProperties = new() { ["k"] = 1 }), "other options").SetArgDisplayNames("property");
        yield return new TestCaseData((Action<RerankOptions>)(options => options.TopN = 2), null).SetArgDisplayNames("TopN");
        yield return new TestCaseData((Action<RerankOptions>)(options => options.TimeBudget = TimeSpan.FromSeconds(1)), null).SetArgDisplayNames("time budget");
    }

    [TestCaseSource(nameof(OtherOptions))]
    public async Task OptionsThatChangeScoresAreRerankedAndOthersAreNot(Action<RerankOptions> change, string? reason)
    {
        ConversationReranker reranker = Make();
        await Turn(reranker, "q", Candidates);
        Assert.That(Stage(await Turn(reranker, "q", Candidates, change)), Is.EqualTo((reason is null ? "reused" : "reranked", reason)));
    }

    [Test]
    public async Task OptionsThatAreNotKnownAreRerankedUnlessAKeyIsGivenForThem()
    {
        ConversationReranker reranker = Make();
        Action<RerankOptions> change = options => options.AdditionalProperties = new() { ["filter"] = new object() };
        await Turn(reranker, "q", Candidates, change);
        RerankResponse second = await Turn(reranker, "q", Candidates, change);
        Assert.That(Stage(second), Is.EqualTo(("reranked", "the additional property 'filter' needs an AdditionalKey")));
        Assert.That(reranker.Count, Is.Zero);

        ConversationReranker knowing = Make(options => options.AdditionalKey = _ => "one filter");
        await Turn(knowing, "q", Candidates, change);
        Assert.That(Stage(await Turn(knowing, "q", Candidates, change)).Decision, Is.EqualTo("reused"));
    }

    [Test]
    public async Task EveryTurnMayWantAnotherNumberOfResults()
    {
        ConversationReranker reranker = Make();
        RerankResponse first = await Turn(reranker, "q", Candidates, options => options.TopN = 1);
        RerankResponse all = await Turn(reranker, "q", Candidates);
        RerankResponse two = await Turn(reranker, "q", Candidates, options => options.TopN = 2);
        RerankResponse many = await Turn(reranker, "q", Candidates, options => options.TopN = 50);

        Assert.That(_inner.Calls.Single().Options!.TopN, Is.Null);
        Assert.That(new[] { first, all, two, many }.Select(response => response.Results.Count), Is.EqualTo(new[] { 1, 4, 2, 4 }));
        int[] order = [.. Candidates.Index().OrderByDescending(pair => StubReranker.DefaultScore(pair.Item.Text)).Select(pair => pair.Index)];
        Assert.That(all.Results.Select(result => result.Index), Is.EqualTo(order));
        Assert.That(first.Results[0].Index, Is.EqualTo(order[0]));
        Assert.That(two.Results.Select(result => result.Index), Is.EqualTo(order[..2]));
    }

    [Test]
    public async Task EqualScoresKeepTheOrderOfTheNewList()
    {
        var inner = new StubReranker(text => text.Length);
        ConversationReranker reranker = Make(inner: inner);
        RerankCandidate[] first = ["aa", "bb", "ccc", "dd"];
        RerankCandidate[] second = ["dd", "ccc", "bb", "aa"];
        await Turn(reranker, "q", first);
        RerankResponse response = await Turn(reranker, "q", second);
        Assert.That(Stage(response).Decision, Is.EqualTo("reused"));
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 0, 2, 3 }));
    }

    [Test]
    public async Task UnscoredCandidatesFollowTheNewFirstStageAndKeepTheirReason()
    {
        RerankResult[] ranking =
        [
            new(3, 7), RerankResult.Unscored(0, RerankPlacement.EarlierStage) with { RawScore = 5 }, RerankResult.Unscored(2, RerankPlacement.EarlierStage) with { RawScore = 4 },
            RerankResult.Unscored(1, RerankPlacement.Capped), RerankResult.Unscored(4, RerankPlacement.Unscored),
        ];
        var inner = new StubReranker(_ => new RerankResponse(ranking) { ScoreKind = RerankScoreKind.Logit });
        ConversationReranker reranker = Make(inner: inner);
        RerankCandidate[] first = [.. "abcde".Select((text, i) => new RerankCandidate($"{text}") { Score = 10 - i })];
        await Turn(reranker, "q", first);
        RerankCandidate[] second = [.. first.Select((candidate, i) => candidate with { Score = i })];
        RerankResponse response = await Turn(reranker, "q2", second);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[]
        {
            (3, RerankPlacement.Reused), (0, RerankPlacement.EarlierStage), (2, RerankPlacement.EarlierStage), (4, RerankPlacement.Unscored), (1, RerankPlacement.Capped),
        }));
        Assert.That(response.Results[1].RawScore, Is.EqualTo(5));
    }

    private static IEnumerable<TestCaseData> Halves()
    {
        RerankResult[] ranked = [new(0, 1), new(1, 0.5), new(2, 0.25)];
        yield return Case("first-stage order", new([.. Enumerable.Range(0, 4).Select(i => new RerankResult(i, 4 - i) { Placement = RerankPlacement.Gated })]) { ScoreKind = RerankScoreKind.FirstStage }, "nothing was reranked");
        yield return Case("over budget", new([.. ranked, RerankResult.Unscored(3, RerankPlacement.OverBudget)]), "the candidates were not ranked to their end");
        yield return Case("fallen back", new([.. ranked, RerankResult.Unscored(3, RerankPlacement.FellBack)]), "the candidates were not ranked to their end");
        yield return Case("failed", new([.. ranked, new(3, 0)]) { Stages = [new("listwise", "failed")] }, "stage 'listwise' says 'failed'");
        yield return Case("cascade out of time", new([.. ranked, RerankResult.Unscored(3, RerankPlacement.EarlierStage)]) { Stages = [new("cascade", "cut")] }, "stage 'cascade' says 'cut'");
        yield return Case("alternative", new([.. ranked, new(3, 0)]) { Stages = [new("fallback", "alternative")] }, "stage 'fallback' says 'alternative'");

        static TestCaseData Case(string name, RerankResponse response, string reason) => new TestCaseData(response, reason).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Halves))]
    public async Task WhatIsNoWholeRankingIsNotKept(RerankResponse answer, string reason)
    {
        var inner = new StubReranker(_ => answer);
        ConversationReranker reranker = Make(inner: inner);
        RerankResponse first = await Turn(reranker, "q", Candidates);
        Assert.That(first.Stages[0].Reasons, Is.EqualTo(new[] { "the first turn", $"not remembered: {reason}" }));
        Assert.That(Stage(await Turn(reranker, "q", Candidates)).Decision, Is.EqualTo("reranked"));
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
        Assert.That(reranker.Count, Is.Zero);
    }

    [Test]
    public async Task ATurnThatIsNotKeptEndsWhatWasKeptBefore()
    {
        int call = 0;
        var inner = new StubReranker(asked => ++call == 2
            ? new([.. Enumerable.Range(0, 3).Select(i => RerankResult.Unscored(i, RerankPlacement.OverBudget))])
            : StubReranker.Rank(asked, StubReranker.DefaultScore));
        ConversationReranker reranker = Make(inner: inner);
        await Turn(reranker, "q", Candidates);
        await Turn(reranker, "q2", Candidates[..3]);
        Assert.That(Stage(await Turn(reranker, "q3", Candidates)), Is.EqualTo(("reranked", "the first turn")));
    }

    [Test]
    public async Task AFailureIsTheCallersAndLeavesTheOrderBefore()
    {
        bool fails = false;
        var inner = new StubReranker(call => fails ? throw new InvalidOperationException("down") : StubReranker.Rank(call, StubReranker.DefaultScore));
        ConversationReranker reranker = Make(inner: inner);
        await Turn(reranker, "q", Candidates);
        fails = true;
        Assert.That(() => Turn(reranker, "q2", Candidates[..3]), Throws.InvalidOperationException.With.Message.EqualTo("down"));
        Assert.That(Stage(await Turn(reranker, "q3", Candidates)).Decision, Is.EqualTo("reused"));
    }

    [Test]
    public async Task ConversationsNotContinuedLatelyMakeRoom()
    {
        // Four candidates and the conversation itself: 5 each.
        ConversationReranker reranker = Make(options => (options.MaxEntries, options.MaxTurns) = (15, 100));
        foreach (string id in (string[])["a", "b", "c", "a", "d"])
        {
            await Turn(reranker, "q", Candidates, options => options.ConversationId = id);
        }

        Assert.That(reranker.Count, Is.EqualTo(3));
        Assert.That(await Decision("a"), Is.EqualTo("reused"), "it was continued");
        Assert.That(await Decision("c"), Is.EqualTo("reused"));
        Assert.That(await Decision("d"), Is.EqualTo("reused"));
        Assert.That(await Decision("b"), Is.EqualTo("reranked"), "it made room");

        async Task<string> Decision(string id) => Stage(await Turn(reranker, "q", Candidates, options => options.ConversationId = id)).Decision;
    }

    [Test]
    public async Task WhatIsLargerThanTheMemoryIsNotRememberedAndLongIdsCount()
    {
        ConversationReranker reranker = Make(options => options.MaxEntries = 4);
        RerankResponse response = await Turn(reranker, "q", Candidates);
        Assert.That(response.Stages[0].Reasons[1], Is.EqualTo("not remembered: more candidates than MaxEntries (4)"));
        Assert.That(reranker.Count, Is.Zero);

        ConversationReranker roomy = Make(options => options.MaxEntries = 1000);
        for (int i = 0; i < 10; i++)
        {
            await Turn(roomy, "q", Candidates, options => options.ConversationId = new string('x', 16_000) + i);
        }

        Assert.That(roomy.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task AConversationCanBeForgotten()
    {
        ConversationReranker reranker = Make();
        await Turn(reranker, "q", Candidates, options => options.Scope = "s");
        Assert.That(reranker.Forget("c"), Is.False);
        Assert.That(reranker.Forget("c", "s"), Is.True);
        Assert.That(reranker.Forget("c", "s"), Is.False);
        Assert.That(Stage(await Turn(reranker, "q", Candidates, options => options.Scope = "s")).Reason, Is.EqualTo("the first turn"));
        Assert.That(() => reranker.Forget(null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task WhatBelongsToTheTurnThatWasRankedIsNotSaidAgain()
    {
        var inner = new StubReranker(call => new RerankResponse(StubReranker.Rank(call, StubReranker.DefaultScore).Results)
        {
            QueryTruncation = new() { TokensRead = 96, TokenCount = 130 },
            Usage = new() { TotalTokenCount = 7 },
            AdditionalProperties = new() { ["cost"] = 1m },
        });
        ConversationReranker reranker = Make(inner: inner);
        Assert.That((await Turn(reranker, "q", Candidates)).IsQueryTruncated);
        RerankResponse second = await Turn(reranker, "q2", Candidates);
        Assert.That(second.IsQueryTruncated, Is.False, "this query was not read at all");
        Assert.That((second.Usage, second.AdditionalProperties), Is.EqualTo(((object?)null, (object?)null)), "nothing was used");
    }

    [Test]
    public void ACandidateWithoutATextIsNamed()
    {
        ConversationReranker reranker = Make();
        Assert.That(() => Turn(reranker, "q", ["a", default]), Throws.ArgumentException.With.Message.Contains("Candidate 1"));
    }

    [TestCase("")]
    [TestCase(" \t")]
    public void ABlankConversationIsRefusedSinceItWouldBeEverybodys(string id) =>
        Assert.That(() => new RerankOptions { ConversationId = id }, Throws.ArgumentException.With.Message.Contains("ConversationId is blank"));

    [Test]
    public void OptionsRefuseWhatMakesNoSense()
    {
        var options = new ConversationOptions();
        Assert.That(() => options.MaxTurns = 0, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("MaxTurns is 0"));
        Assert.That(() => options.TimeToLive = TimeSpan.Zero, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.TimeToLive = TimeSpan.FromDays(2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MinQueryOverlap = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MinQueryOverlap = 1.1, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MinQueryOverlap = double.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.MaxEntries = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task LaterChangesOfTheOptionsHaveNoEffect()
    {
        var options = new ConversationOptions { MaxTurns = 1 };
        using var reranker = new ConversationReranker(_inner, options, _time);
        options.MaxTurns = 100;
        await Turn(reranker, "q", Candidates);
        await Turn(reranker, "q", Candidates);
        Assert.That(Stage(await Turn(reranker, "q", Candidates)), Is.EqualTo(("reranked", "the order was kept for 1 turns")));
    }

    [Test]
    public async Task ManyConversationsAtOnceKeepTheirOwnOrders()
    {
        // The score of a text depends on the query, so an order that strayed would show.
        var inner = new StubReranker(call => StubReranker.Rank(call, text => StubReranker.DefaultScore($"{call.Query[..2]} {text}")));
        ConversationReranker reranker = Make(options => (options.MaxTurns, options.MaxEntries) = (5, 300), inner);
        await Parallel.ForAsync(0, 4000, async (i, _) =>
        {
            string id = $"{i % 60:00}";
            RerankCandidate[] candidates = [.. Candidates.OrderBy(candidate => StubReranker.DefaultScore($"{candidate.Text}{i}"))];
            RerankResponse response = await Turn(reranker, $"{id} turn {i}", candidates, options => options.ConversationId = id);
            IEnumerable<string> expected = candidates.Select(candidate => candidate.Text).OrderByDescending(text => StubReranker.DefaultScore($"{id} {text}"));
            Assert.That(response.Results.Select(result => candidates[result.Index].Text), Is.EqualTo(expected));
        });
        Assert.That(reranker.Count, Is.InRange(1, 60));
    }

    private static (string Decision, string? Reason) Stage(RerankResponse response)
    {
        Assert.That(response.Stages[0].Name, Is.EqualTo("conversation"));
        return (response.Stages[0].Decision, response.Stages[0].Reason);
    }

    private static IEnumerable<string?> Ids(RerankResponse response, RerankCandidate[] candidates) => response.Results.Select(result => candidates[result.Index].Id);

    private static Task<RerankResponse> Turn(ConversationReranker reranker, string query, RerankCandidate[] candidates, Action<RerankOptions>? configure = null)
    {
        var options = new RerankOptions { ConversationId = "c" };
        configure?.Invoke(options);
        return reranker.RerankAsync(query, candidates, options);
    }

    private ConversationReranker Make(Action<ConversationOptions>? configure = null, StubReranker? inner = null)
    {
        var options = new ConversationOptions();
        configure?.Invoke(options);
        var reranker = new ConversationReranker(inner ?? _inner, options, _time);
        _made.Add(reranker);
        return reranker;
    }
}
