using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;
using RerankKit.Tests.RankingLogs;

namespace RerankKit.Tests.Experiments;

public class ExperimentRerankerTests
{
    private static readonly RerankCandidate[] Candidates = [new("a") { Id = "A" }, new("bb") { Id = "B" }, new("ccc") { Id = "C" }];
    private LoggedLines _lines = null!;

    [SetUp]
    public void SetUp() => _lines = new();

    [Test]
    public async Task EachSideSeesItsOwnRankingAndBothAreLogged()
    {
        using ExperimentReranker reranker = Build(share: 0.5);
        foreach ((string side, string shown, string hidden) in new[] { ("treatment", "treatment!: A B C", "control: C B A"), ("control", "control!: C B A", "treatment: A B C") })
        {
            RerankResponse response = await reranker.RerankAsync("q", Candidates, By(CallerOn(side)));
            await reranker.WhenIdleAsync();

            Assert.That((response.Stages[0].Name, response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("experiment", side, "experiment")));
            JsonElement[] lines = [.. (await _lines.ReadAsync()).Where(line => line.GetProperty("request").GetString() == RankingLog.GetRequestId(response))];
            Assert.That(lines.SelectMany(LoggedLines.Lists), Is.EqualTo(new[] { shown, hidden }));
            Assert.That(lines.Select(line => line.GetProperty("experiment").GetString()), Is.All.EqualTo("experiment"));
            Assert.That(lines[0].GetProperty("caller").GetString(), Has.Length.EqualTo(16).And.Not.Contains(CallerOn(side)));
        }
    }

    [Test]
    public async Task WhoIsOutsideOrUnknownGetsTheControlUnchangedAndUnlogged()
    {
        RerankResponse? given = null;
        var control = new StubReranker(call => given = StubReranker.Rank(call, text => text.Length));
        var treatment = new StubReranker();
        using ExperimentReranker reranker = Build(control, treatment);

        Assert.That(await reranker.RerankAsync("q", Candidates), Is.SameAs(given));
        Assert.That(await reranker.RerankAsync("q", Candidates, By(CallerWhere(drawn => drawn > 0.5))), Is.SameAs(given));
        await reranker.WhenIdleAsync();

        Assert.That(treatment.Calls, Is.Empty);
        Assert.That(await _lines.ReadAsync(), Is.Empty);
    }

    [Test]
    public async Task ACallersSideIsStableAndTheSharesAreAsAskedFor()
    {
        using ExperimentReranker reranker = Build(share: 0.1);
        var sides = new Dictionary<string, int>();
        for (int caller = 0; caller < 4000; caller++)
        {
            RerankResponse response = await reranker.RerankAsync("q", Candidates, By($"user-{caller}"));
            string side = response.Stages[0].Name == "experiment" ? response.Stages[0].Decision : "outside";
            sides[side] = sides.GetValueOrDefault(side) + 1;
        }

        // Four standard deviations are 76.
        Assert.That((sides["treatment"], sides["control"]), Is.EqualTo((400, 400)).Using<(int, int)>((a, b) => Math.Abs(a.Item1 - b.Item1) < 76 && Math.Abs(a.Item2 - b.Item2) < 76));

        // What another process says, now and after an update: pinned.
        Assert.That(ExperimentDraw.Share("experiment", "user-1"), Is.EqualTo(0.4462147184121088).Within(1e-15));
        Assert.That(ExperimentDraw.Share("other", "user-1"), Is.Not.EqualTo(ExperimentDraw.Share("experiment", "user-1")));
    }

    [TestCase(true, null, null, ExpectedResult = true)]
    [TestCase(false, "conversation", null, ExpectedResult = true)]
    [TestCase(false, null, "scope", ExpectedResult = true)]
    [TestCase(false, null, null, ExpectedResult = false)]
    public async Task<bool> TheCallerIsThePropertyElseTheConversationElseTheScope(bool property, string? conversation, string? scope)
    {
        using ExperimentReranker reranker = Build(share: 0.5);
        RerankOptions options = property ? By("someone") : new();
        (options.ConversationId, options.Scope) = (conversation, scope);
        return (await reranker.RerankAsync("q", Candidates, options)).Stages[0].Name == "experiment";
    }

    [Test]
    public async Task AnInterleavedListHasBothAndSaysWhoChose()
    {
        using ExperimentReranker reranker = Build(share: 0.5, mode: ExperimentMode.Interleave);
        string caller = CallerWhere(drawn => drawn < 0.5);

        RerankResponse response = await reranker.RerankAsync("q", Candidates, By(caller));
        RerankResponse again = await reranker.RerankAsync("q", Candidates, By(caller));
        RerankResponse top = await reranker.RerankAsync("q", Candidates, By(caller, topN: 2));

        Assert.That(response.Results.Select(result => result.Index), Is.EquivalentTo(new[] { 0, 1, 2 }));
        Assert.That(response.Results.Select(result => result.Score), Is.EqualTo(new[] { 3, 2, 1 }));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.RankOnly));
        Assert.That(response.Stages.Select(stage => (stage.Name, stage.Decision)), Is.EqualTo(new[] { ("experiment", "interleaved"), ("stub", "scored"), ("stub", "scored") }));
        Assert.That(again.Results, Is.EqualTo(response.Results), "the next page goes on from the same list");
        Assert.That(top.Results.Select(result => result.Index), Is.EqualTo(response.Results.Take(2).Select(result => result.Index)));
        JsonElement line = (await _lines.ReadAsync())[0];
        string[] lists = LoggedLines.Lists(line);
        Assert.That(lists.Take(2), Is.EqualTo(new[] { "control: C B A", "treatment: A B C" }));
        string[] teams = [.. line.GetProperty("lists")[2].GetProperty("teams").EnumerateArray().Select(team => team.GetString()!)];
        Assert.That((lists[2], teams[0], teams[1]), Is.EqualTo(("interleaved!: C A B", "control", "treatment")).Or.EqualTo(("interleaved!: A C B", "treatment", "control")));
    }

    [Test]
    public async Task BothSidesStartEquallyOften()
    {
        using ExperimentReranker reranker = Build(share: 0.5, mode: ExperimentMode.Interleave);
        int controlFirst = 0;
        string caller = CallerWhere(drawn => drawn < 0.5);
        for (int query = 0; query < 1000; query++)
        {
            controlFirst += (await reranker.RerankAsync($"query {query}", Candidates, By(caller))).Results[0].Index == 2 ? 1 : 0;
        }

        Assert.That(controlFirst, Is.EqualTo(500).Within(64), "four standard deviations");
    }

    [TestCase(ExperimentMode.Split)]
    [TestCase(ExperimentMode.Interleave)]
    public async Task WhereTheTreatmentFailsTheControlAnswersAndTheLogSaysSo(ExperimentMode mode)
    {
        var treatment = new StubReranker(RerankResponse (StubCall _) => throw new ArgumentException("a bug"));
        using ExperimentReranker reranker = Build(treatment: treatment, share: 0.5, mode: mode);

        RerankResponse response = await reranker.RerankAsync("q", Candidates, By(CallerOn("treatment")));

        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 2, 1, 0 }));
        JsonElement list = (await _lines.ReadAsync())[0].GetProperty("lists").EnumerateArray().Single(list => list.GetProperty("name").GetString() == "treatment");
        Assert.That(list.GetProperty("fallback").GetString(), Does.StartWith("stub: ").And.Contain("answered by stub"));
    }

    [Test]
    public async Task ALateTreatmentIsGivenUp()
    {
        var clock = new ManualTimeProvider();
        var never = new TaskCompletionSource<RerankResponse>();
        using var reranker = new ExperimentReranker(
            new StubReranker(text => text.Length), new StubReranker(_ => never.Task), _lines.Log, new() { Share = 0.5, Timeout = TimeSpan.FromMilliseconds(300) }, clock);

        Task<RerankResponse> call = reranker.RerankAsync("q", Candidates, By(CallerOn("treatment")));
        clock.Advance(TimeSpan.FromMilliseconds(301));

        Assert.That((await call).Results[0].Index, Is.EqualTo(2));
        JsonElement list = (await _lines.ReadAsync())[0].GetProperty("lists")[0];
        Assert.That((list.GetProperty("fallback").GetString(), list.GetProperty("milliseconds").GetDouble()), Is.EqualTo(("stub: TimeoutException: no answer within 00:00:00.3000000; answered by stub", 301.0)));
    }

    [Test]
    public async Task ARankingThatIsNotShownIsMadeAfterTheAnswerAndTheTreatmentSeesNoModelOfTheControl()
    {
        var go = new TaskCompletionSource();
        var treatment = new StubReranker(async call =>
        {
            await go.Task;
            return StubReranker.Rank(call, text => -text.Length);
        });
        using ExperimentReranker reranker = Build(treatment: treatment, share: 0.5);

        RerankOptions options = By(CallerOn("control"), topN: 1);
        options.ModelId = "of the control";
        options.TimeBudget = TimeSpan.FromSeconds(9);
        RerankResponse response = await reranker.RerankAsync("q", Candidates, options);
        Assert.That(response.Results, Has.Count.EqualTo(1), "answered before the treatment");
        go.SetResult();
        await reranker.WhenIdleAsync();

        RerankOptions hidden = treatment.Calls.Single().Options!;
        Assert.That((hidden.ModelId, hidden.TopN), Is.EqualTo(((string?)null, (int?)null)));
        Assert.That((await _lines.ReadAsync()).SelectMany(LoggedLines.Lists), Is.EqualTo(new[] { "control!: C", "treatment: A B C" }));
    }

    [Test]
    public async Task TheMetadataAreThoseOfBothAndDisposingDisposesBoth()
    {
        var control = new StubReranker();
        var treatment = new StubReranker();
        ExperimentReranker reranker = Build(control, treatment);
        RerankerMetadata metadata = reranker.GetService<RerankerMetadata>()!;
        Assert.That((metadata.DefaultModelId, metadata.IsPointwise), Is.EqualTo(("stub-model>stub-model", false)), "a cache outside must not take it for a pointwise one");
        await reranker.DisposeAsync();
        Assert.That((control.DisposeCount, treatment.DisposeCount), Is.EqualTo((1, 1)));
        Assert.That(_lines.Log.DroppedCount, Is.Zero);
    }

    [Test]
    public async Task TheUsageOfBothIsCounted()
    {
        static StubReranker Using(long tokens) => new(call => new RerankResponse(StubReranker.Rank(call, text => text.Length), StubReranker.Rank(call, text => text.Length).Results) { Usage = new() { TotalTokenCount = tokens } });
        using ExperimentReranker reranker = Build(Using(3), Using(4), 0.5, ExperimentMode.Interleave);
        RerankResponse response = await reranker.RerankAsync("q", Candidates, By(CallerOn("treatment")));
        Assert.That(response.Usage!.TotalTokenCount, Is.EqualTo(7));
    }

    [Test]
    public async Task ConfigurationNamesTheTreatmentWhichStaysTheContainers()
    {
        var services = new ServiceCollection();
        services.AddSingleton(_lines.Log);
        services.AddReranking(Section("""
            {
              "Provider": "lexical",
              "Pipeline": [ { "Use": "Experiment", "Treatment": "new", "Name": "n", "Share": 0.5, "Mode": "interleave", "Timeout": "500ms", "MaxConcurrency": 3 } ],
              "Rerankers": { "new": { "Provider": "lexical", "Options": { "B": 0.2 } } }
            }
            """));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        string caller = Enumerable.Range(0, 100).Select(i => $"{i}").First(key => ExperimentDraw.Share("n", key) < 0.5);
        RerankResponse response = await reranker.RerankAsync("bb", Candidates, By(caller));
        Assert.That((response.Stages[0].Decision, response.Stages[0].Reason), Is.EqualTo(("interleaved", "n")));
        reranker.Dispose();
        Assert.That(async () => await provider.GetRequiredKeyedService<IReranker>("new").RerankAsync("a", ["b", "a"]), Throws.Nothing);
    }

    [TestCase("""{ "Use": "Experiment" }""", "Treatment")]
    [TestCase("""{ "Use": "Experiment", "Treatment": "new", "Share": 0.6 }""", "0 to 0.5")]
    [TestCase("""{ "Use": "Experiment", "Treatment": "new", "Mode": "Half" }""", "Split, Interleave")]
    public void WhatIsWrongInConfigurationIsNamed(string step, string words) =>
        Assert.That(
            () => new ServiceCollection().AddReranking(Section($$"""{ "Provider": "lexical", "Pipeline": [ {{step}} ] }""")),
            Throws.InvalidOperationException.With.Message.Contains(words));

    [Test]
    public void ATreatmentOrALogThatIsMissingIsNamed()
    {
        var services = new ServiceCollection();
        services.AddReranking(Section("""{ "Provider": "lexical", "Pipeline": [ { "Use": "Experiment", "Treatment": "new" } ] }"""));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains("the experiment asks for the reranker 'new'"));
        Assert.That(
            () => new StubReranker().AsBuilder().UseExperiment(new StubReranker()).Build(),
            Throws.InvalidOperationException.With.Message.Contains("services.AddRankingLog"));
    }

    private static IConfigurationRoot Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build();

    private static RerankOptions By(string caller, int? topN = null) =>
        new() { TopN = topN, AdditionalProperties = new() { [ExperimentReranker.CallerProperty] = caller } };

    private static string CallerOn(string side) => CallerWhere(drawn => drawn < 0.5 == (side == "treatment"));

    private static string CallerWhere(Predicate<double> isIn) =>
        Enumerable.Range(0, 100).Select(i => $"caller-{i}").First(key => isIn(ExperimentDraw.Share("experiment", key)));

    // Control: the longest first. Treatment: the shortest.
    private ExperimentReranker Build(IReranker? control = null, IReranker? treatment = null, double share = 0.05, ExperimentMode mode = ExperimentMode.Split) => new(
        control ?? new StubReranker(text => text.Length), treatment ?? new StubReranker(text => -text.Length), _lines.Log, new() { Share = share, Mode = mode });
}

[TestFixture(ExperimentMode.Split, "ann")]
[TestFixture(ExperimentMode.Split, "ben")]
[TestFixture(ExperimentMode.Split, "cem")]
[TestFixture(ExperimentMode.Split, "")]
public class ExperimentConformance(ExperimentMode mode, string caller) : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new ExperimentReranker(
        new StubReranker(), new StubReranker(text => text.Length), new RankingLog(), new() { Share = 0.5, Mode = mode, Caller = _ => caller });
}

public class InterleavedConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override IReranker CreateReranker() => new ExperimentReranker(
        new StubReranker(), new StubReranker(text => text.Length), new RankingLog(), new() { Share = 0.5, Mode = ExperimentMode.Interleave, Caller = _ => "ann" });
}
