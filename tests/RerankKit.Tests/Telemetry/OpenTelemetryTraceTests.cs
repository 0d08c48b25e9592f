using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Telemetry;

public sealed class OpenTelemetryTraceTests : IDisposable
{
    private static readonly RerankCandidate[] Candidates = [new("secret text one") { Id = "one" }, new("secret text two")];
    private readonly List<Activity> _activities = [];
    private ActivityListener? _listener;

    [SetUp]
    public void Listen()
    {
        _activities.Clear();
        _listener = new()
        {
            ShouldListenTo = source => source.Name == RerankKitTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [TearDown]
    public void Dispose() => _listener?.Dispose();

    [Test]
    public async Task ACallIsASpanWithTheConventionsAttributes()
    {
        using IReranker reranker = new StubReranker(call =>
        {
            RerankResponse response = StubReranker.Rank(call, text => text == "secret text two" ? 4.5 : 1);
            return new(response, response.Results) { Usage = new UsageDetails { InputTokenCount = 42 }, ModelId = "stub-model-v2" };
        }).AsBuilder().UseOpenTelemetry().Build();

        await reranker.RerankAsync("secret query", Candidates, new() { TopN = 1 });

        Activity activity = _activities.Single();
        Assert.That(activity.DisplayName, Is.EqualTo("rerank stub-model"));
        Assert.That(activity.Kind, Is.EqualTo(ActivityKind.Internal));
        Assert.That(activity.Status, Is.EqualTo(ActivityStatusCode.Unset));
        Assert.That(activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal), Is.EquivalentTo(new Dictionary<string, object?>
        {
            ["gen_ai.operation.name"] = "rerank",
            ["gen_ai.provider.name"] = "stub",
            ["gen_ai.request.model"] = "stub-model",
            ["gen_ai.response.model"] = "stub-model-v2",
            ["gen_ai.usage.input_tokens"] = 42L,
            ["rerankkit.candidates"] = 2,
            ["rerankkit.results"] = 1,
            ["rerankkit.scored"] = 1,
            ["rerankkit.top_n"] = 1,
            ["rerankkit.top_score"] = 4.5,
            ["rerankkit.score_kind"] = "logit",
        }));
    }

    [Test]
    public async Task ARemoteRerankersSpanNamesItsServer()
    {
        using IReranker reranker = new StubReranker { Metadata = new("remote") { ProviderUri = new("https://rerank.example:8443/v1") } }
            .AsBuilder().UseOpenTelemetry().Build();

        await reranker.RerankAsync("q", Candidates);

        Activity activity = _activities.Single();
        Assert.That((activity.Kind, activity.DisplayName), Is.EqualTo((ActivityKind.Client, "rerank remote")));
        Assert.That((activity.GetTagItem("server.address"), activity.GetTagItem("server.port")), Is.EqualTo(("rerank.example", 8443)));
    }

    [Test]
    public async Task AServerWithoutAnAbsoluteAddressIsNotNamed()
    {
        using IReranker reranker = new StubReranker { Metadata = new("remote") { ProviderUri = new("/rerank", UriKind.Relative) } }
            .AsBuilder().UseOpenTelemetry().Build();

        await reranker.RerankAsync("q", Candidates);

        Assert.That(_activities.Single().GetTagItem("server.address"), Is.Null);
    }

    [Test]
    public async Task EveryStageIsAnEvent()
    {
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) => throw new InvalidOperationException("no"))
            .AsBuilder().UseOpenTelemetry().UseFallback().Build();

        await reranker.RerankAsync("q", Candidates);

        ActivityEvent stage = _activities.Single().Events.Single();
        Assert.That(stage.Name, Is.EqualTo("rerankkit.stage"));
        Dictionary<string, object?> tags = stage.Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        Assert.That(tags["rerankkit.stage.name"], Is.EqualTo("fallback"));
        Assert.That(tags["rerankkit.stage.decision"], Is.EqualTo("fell-back"));
        Assert.That(tags["rerankkit.stage.candidates_in"], Is.EqualTo(2));
        Assert.That(tags["rerankkit.stage.candidates_scored"], Is.Zero);
        Assert.That(tags["rerankkit.stage.duration"], Is.InstanceOf<double>());
        Assert.That(tags["rerankkit.stage.reason"], Is.EqualTo("stub: InvalidOperationException: no"));
    }

    [Test]
    public async Task TheSpanIsAChildOfTheCallersAndAParentOfTheInnerOnes()
    {
        using var parent = new Activity("request").Start();
        Activity? seen = null;
        using IReranker reranker = new StubReranker(call =>
        {
            seen = Activity.Current;
            return StubReranker.Rank(call, StubReranker.DefaultScore);
        }).AsBuilder().UseOpenTelemetry().Build();

        await reranker.RerankAsync("q", Candidates);

        Assert.That(_activities.Single().ParentSpanId, Is.EqualTo(parent.SpanId));
        Assert.That(seen, Is.SameAs(_activities.Single()));
        Assert.That(Activity.Current, Is.SameAs(parent));
    }

    [Test]
    public async Task NeitherQueryNorDocumentsAppearUnlessAskedFor()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseOpenTelemetry().UseCandidateCap(1).Build();

        await reranker.RerankAsync("secret query", Candidates);

        Activity activity = _activities.Single();
        IEnumerable<object?> values = activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(tag => tag.Value);
        Assert.That(values.Select(value => $"{value}"), Has.None.Contains("secret"));
    }

    [Test]
    public async Task QueryAndDocumentsAppearWhenAskedFor()
    {
        using IReranker reranker = new StubReranker(text => text.EndsWith("two", StringComparison.Ordinal) ? 2 : 1)
            .AsBuilder().UseOpenTelemetry(options => options.EnableSensitiveData = true).Build();

        await reranker.RerankAsync("secret query", Candidates);

        Activity activity = _activities.Single();
        Assert.That(activity.GetTagItem("gen_ai.retrieval.query.text"), Is.EqualTo("secret query"));
        using var documents = JsonDocument.Parse((string)activity.GetTagItem("gen_ai.retrieval.documents")!);
        Assert.That(
            documents.RootElement.EnumerateArray().Select(element =>
                (element.GetProperty("id").GetString(), element.GetProperty("score").GetDouble(), element.GetProperty("content").GetString())),
            Is.EqualTo(new[] { ("1", 2.0, "secret text two"), ("one", 1.0, "secret text one") }));
    }

    [Test]
    public async Task OpenInferencesAttributesComeWhenAskedForAndContentsOnlyWithTheOthers([Values] bool sensitive)
    {
        using IReranker reranker = new StubReranker(text => text.EndsWith("two", StringComparison.Ordinal) ? 2 : 1)
            .AsBuilder().UseOpenTelemetry(options => (options.EnableOpenInference, options.EnableSensitiveData) = (true, sensitive)).Build();

        await reranker.RerankAsync("secret query", [Candidates[0] with { Score = 0.5 }, Candidates[1]], new() { TopN = 2 });

        Dictionary<string, object?> tags = _activities.Single().TagObjects
            .Where(tag => tag.Key.StartsWith("reranker.", StringComparison.Ordinal) || tag.Key.StartsWith("openinference.", StringComparison.Ordinal))
            .ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        Dictionary<string, object?> expected = new(StringComparer.Ordinal) { ["openinference.span.kind"] = "RERANKER", ["reranker.model_name"] = "stub-model", ["reranker.top_k"] = 2 };
        if (sensitive)
        {
            expected["reranker.query"] = "secret query";
            (string List, int Position, string Id, string Text, double? Score)[] documents =
            [
                ("input", 0, "one", "secret text one", 0.5), ("input", 1, "1", "secret text two", null), ("output", 0, "1", "secret text two", 2), ("output", 1, "one", "secret text one", 1),
            ];
            foreach ((string list, int position, string id, string text, double? score) in documents)
            {
                string prefix = $"reranker.{list}_documents.{position}.document.";
                (expected[prefix + "id"], expected[prefix + "content"]) = (id, text);
                if (score is not null)
                {
                    expected[prefix + "score"] = score;
                }
            }
        }

        Assert.That(tags, Is.EquivalentTo(expected));
    }

    [Test]
    public async Task HalfACharacterDoesNotFailTheCall()
    {
        using IReranker reranker = new StubReranker().AsBuilder().UseOpenTelemetry(options => options.EnableSensitiveData = true).Build();

        RerankResponse response = await reranker.RerankAsync("cut \uD83D", ["emoji \uD83D", "\uDD11"]);

        Assert.That(response.Results, Has.Count.EqualTo(2));
        Assert.That(_activities.Single().GetTagItem("gen_ai.retrieval.documents"), Is.Not.Null);
    }

    [Test]
    public void TheEnvironmentMayAskForThem()
    {
        const string Variable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
        string? before = Environment.GetEnvironmentVariable(Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, "TRUE");
            Assert.That(new OpenTelemetryOptions().EnableSensitiveData, Is.True);
            Environment.SetEnvironmentVariable(Variable, null);
            Assert.That(new OpenTelemetryOptions().EnableSensitiveData, Is.False);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Test]
    public void AFailureIsMarkedWithoutItsMessage([Values] bool sensitive)
    {
        using IReranker reranker = new StubReranker(Task<RerankResponse> (_) => throw new InvalidOperationException("cannot read secret text"))
            .AsBuilder().UseOpenTelemetry(options => options.EnableSensitiveData = sensitive).Build();

        Assert.That(async () => await reranker.RerankAsync("q", Candidates), Throws.InvalidOperationException);

        Activity activity = _activities.Single();
        Assert.That(activity.Status, Is.EqualTo(ActivityStatusCode.Error));
        Assert.That(activity.StatusDescription, Is.EqualTo(sensitive ? "cannot read secret text" : null));
        Assert.That(activity.GetTagItem("error.type"), Is.EqualTo("System.InvalidOperationException"));
    }

    [Test]
    public void TheCallersCancellationIsNoError()
    {
        using var source = new CancellationTokenSource();
        using IReranker reranker = new StubReranker(Task<RerankResponse> (call) =>
        {
            source.Cancel();
            throw new OperationCanceledException(call.CancellationToken);
        }).AsBuilder().UseOpenTelemetry().Build();

        Assert.That(async () => await reranker.RerankAsync("q", Candidates, null, source.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_activities.Single().Status, Is.EqualTo(ActivityStatusCode.Unset));
        Assert.That(_activities.Single().GetTagItem("error.type"), Is.EqualTo("System.OperationCanceledException"));
    }
}
