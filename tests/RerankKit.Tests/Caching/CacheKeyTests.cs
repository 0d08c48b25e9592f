using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

public class CacheKeyTests
{
    private static readonly RerankerMetadata Metadata = new("stub") { DefaultModelId = "m", Revision = "1", ScoreKind = RerankScoreKind.Logit };

    public static IEnumerable<TestCaseData> WhatChangesTheKey()
    {
        yield return Case("a scope", new() { Scope = "a" }, new() { Scope = "b" });
        yield return Case("no scope", null, new() { Scope = "" });
        yield return Case("a model", new() { ModelId = "a" }, new() { ModelId = "b" });
        yield return Case("an instruction", new() { Instruction = "a" }, new() { Instruction = "b" });
        yield return Case("no instruction", null, new() { Instruction = "" });
        yield return Case("the truncation", new() { MaxTokensPerDocument = 100 }, new() { MaxTokensPerDocument = 200 });
        yield return Case("no truncation", null, new() { MaxTokensPerDocument = 100 });
        yield return Case("a further option", With(("a", 1)), With(("a", 2)));
        yield return Case("a further option's type", With(("a", 1)), With(("a", "1")));
        yield return Case("a further option's name", With(("a", 1)), With(("b", 1)));
        yield return Case("one further option more", With(("a", 1)), With(("a", 1), ("b", null)));
    }

    public static IEnumerable<TestCaseData> WhatDoesNot()
    {
        yield return Case("the default model by name", null, new() { ModelId = "stub-model" });
        yield return Case("the number of results", null, new() { TopN = 1 });
        yield return Case("the time budget", null, new() { TimeBudget = TimeSpan.FromDays(1) });
        yield return Case("the order of further options", With(("a", 1), ("B", true)), With(("b", true), ("A", 1)));
        yield return Case("no further options", null, With());
    }

    [TestCaseSource(nameof(WhatChangesTheKey))]
    public async Task ADifferenceInTheCallIsAMiss(RerankOptions? one, RerankOptions? other) => Assert.That(await IsHit(one, other), Is.False);

    [TestCaseSource(nameof(WhatDoesNot))]
    public async Task WhatDoesNotChangeScoresIsAHit(RerankOptions? one, RerankOptions? other) => Assert.That(await IsHit(one, other), Is.True);

    [Test]
    public void ADifferenceInTheRerankerIsAnotherKey()
    {
        RerankerMetadata[] others =
        [
            new("other") { DefaultModelId = "m", Revision = "1", ScoreKind = RerankScoreKind.Logit },
            new("stub") { DefaultModelId = "n", Revision = "1", ScoreKind = RerankScoreKind.Logit },
            new("stub") { DefaultModelId = "m", Revision = "2", ScoreKind = RerankScoreKind.Logit },
            new("stub") { DefaultModelId = "m", ScoreKind = RerankScoreKind.Logit },
            new("stub") { DefaultModelId = "m", Revision = "1", ScoreKind = RerankScoreKind.Probability },
            new("stub") { DefaultModelId = "m", Revision = "1", ScoreKind = RerankScoreKind.Logit, ProviderUri = new("http://localhost:1") },
            new("stub") { DefaultModelId = "m", Revision = "1", ScoreKind = RerankScoreKind.Logit, IsPointwise = false },
        ];
        Hash128[] prefixes = [KeyOf("q", Metadata).Prefix, .. others.Select(metadata => KeyOf("q", metadata).Prefix)];
        Assert.That(prefixes, Is.Unique);
    }

    [Test]
    public void FieldsCannotBeShiftedIntoEachOther()
    {
        CallKey one = KeyOf("q", new("stub") { DefaultModelId = "ab", Revision = "c" });
        CallKey other = KeyOf("q", new("stub") { DefaultModelId = "a", Revision = "bc" });
        Assert.That(one.Prefix, Is.Not.EqualTo(other.Prefix));
    }

    [Test]
    public void TheKeyIsTheSameInEveryProcess() =>
        Assert.That(
            KeyOf("What is  RRF?", Metadata, new() { Scope = "tenant", Instruction = "i", MaxTokensPerDocument = 7 }).Prefix.ToString(),
            Is.EqualTo("75110f08590adc256a297d176cf4eedb"));

    [Test]
    public void TheScopeIsToldApartFromTheKey()
    {
        CallKey one = KeyOf("q", Metadata, new() { Scope = "a" });
        CallKey other = KeyOf("q", Metadata, new() { Scope = "b" });
        Assert.That(one.ScopeTag, Is.Not.EqualTo(other.ScopeTag));
    }

    [Test]
    public async Task TheFixedScopeAndTheCallsScopeAreTwoThings()
    {
        var settings = new RerankCacheOptions { Scope = "a" };
        Assert.That(CallKey.TryCreate("q", null, Metadata, settings, out CallKey own), Is.Null);
        Assert.That(own.ScopeTag, Is.Not.EqualTo(KeyOf("q", Metadata, new() { Scope = "a" }).ScopeTag));
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache(options => options.Scope = "index-1").Build();
        await reranker.RerankAsync("q", ["t"], new() { Scope = "tenant-1" });
        await reranker.RerankAsync("q", ["t"], new() { Scope = "tenant-2" });
        await reranker.RerankAsync("q", ["t"], new() { Scope = "tenant-1" });
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [TestCase("what is rrf", "  what \t is\n rrf ", true)]
    [TestCase("what is rrf", "what\u00A0is\u3000rrf", true)]
    [TestCase("what is RRF", "what is rrf", false)]
    [TestCase("whatis rrf", "what is rrf", false)]
    public async Task QueriesAreComparedNormalised(string one, string other, bool same)
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync(one, ["t"]);
        await reranker.RerankAsync(other, ["t"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(same ? 1 : 2));
        Assert.That(inner.Calls.Last().Query, Is.EqualTo(same ? one : other), "the reranker gets the query as it came");
    }

    [TestCase("a", "a")]
    [TestCase(" a", "a")]
    [TestCase("a ", "a")]
    [TestCase("a  b", "a b")]
    [TestCase("a\tb", "a b")]
    [TestCase(" a \r\n b c  d", "a b c d")]
    public void NormalisationTrimsAndCollapsesWhiteSpace(string query, string expected) =>
        Assert.That(QueryNormalization.Normalize(query), Is.EqualTo(expected));

    [Test]
    public void AQueryThatIsNoUnicodeIsItsOwnForm() => // not a test case: attributes cannot hold lone surrogates
        Assert.That(QueryNormalization.Normalize(" \ud800  x"), Is.EqualTo("\ud800 x"));

    [Test]
    public void NormalisationComposesWhereTheRuntimeCan()
    {
        Icu.Need();
        Assert.That(QueryNormalization.Normalize("cafe\u0301  x"), Is.EqualTo("café x"));
    }

    [Test]
    public async Task ANormalisationOfOnesOwnReplacesTheDefault()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache(options => options.NormalizeQuery = query => query.ToUpperInvariant()).Build();
        await reranker.RerankAsync("Q", ["t"]);
        await reranker.RerankAsync("q", ["t"]);
        Assert.That(inner.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task OptionsOfUnknownEffectPassTheCacheBy()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        foreach (RerankOptions options in new[] { With(("schema", new object())), new OwnOptions { Temperature = 0.5 } })
        {
            await reranker.RerankAsync("q", ["t"], options);
            RerankResponse response = await reranker.RerankAsync("q", ["t"], options);
            Assert.That(response.Stages[0].Decision, Is.EqualTo("bypassed"));
            Assert.That(response.Stages[0].Reason, Does.Contain("AdditionalKey"));
            Assert.That(response.Stages[0].CandidatesScored, Is.EqualTo(1));
        }

        Assert.That(inner.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task AnAdditionalKeySpeaksForOptionsOfUnknownEffect()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder()
            .UseCache(cache => cache.AdditionalKey = options => $"{(options as OwnOptions)?.Temperature}")
            .Build();
        await reranker.RerankAsync("q", ["t"], new OwnOptions { Temperature = 0.5 });
        await reranker.RerankAsync("q", ["t"], new OwnOptions { Temperature = 0.5 });
        await reranker.RerankAsync("q", ["t"], new OwnOptions { Temperature = 0.7 });
        Assert.That(inner.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ARerankerWithoutMetadataIsNotCached()
    {
        int calls = 0;
        using IReranker reranker = new Nameless(() => calls++).AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["t"]);
        RerankResponse response = await reranker.RerankAsync("q", ["t"]);
        Assert.That((calls, response.Stages[0].Decision), Is.EqualTo((2, "bypassed")));
    }

    private static async Task<bool> IsHit(RerankOptions? one, RerankOptions? other)
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCache().Build();
        await reranker.RerankAsync("q", ["text", "another"], one);
        RerankResponse response = await reranker.RerankAsync("q", ["text", "another"], other);
        Assert.That(response.Stages[0].Decision, Is.EqualTo(inner.Calls.Count == 1 ? "hit" : "miss"));
        return inner.Calls.Count == 1;
    }

    private static CallKey KeyOf(string query, RerankerMetadata metadata, RerankOptions? options = null)
    {
        Assert.That(CallKey.TryCreate(query, options, metadata, new(), out CallKey key), Is.Null);
        return key;
    }

    private static RerankOptions With(params (string Name, object? Value)[] properties)
    {
        var options = new RerankOptions { AdditionalProperties = [] };
        foreach ((string name, object? value) in properties)
        {
            options.AdditionalProperties[name] = value;
        }

        return options;
    }

    private static TestCaseData Case(string name, RerankOptions? one, RerankOptions? other) => new TestCaseData(one, other).SetArgDisplayNames(name);

    private sealed class OwnOptions : RerankOptions
    {
        public OwnOptions()
        {
        }

        private OwnOptions(OwnOptions other)
            : base(other) => Temperature = other.Temperature;

        public double Temperature { get; set; }

        public override RerankOptions Clone() => new OwnOptions(this);
    }

    private sealed class Nameless(Action called) : IReranker
    {
        public Task<RerankResponse> RerankAsync(
            string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options = null, CancellationToken cancellationToken = default)
        {
            called();
            return Task.FromResult(new RerankResponse([.. candidates.Select((_, i) => new RerankResult(i, 0))]));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
