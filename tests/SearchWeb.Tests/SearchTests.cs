using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using RerankKit;
using RerankKit.Embedded;
using RerankKit.LateInteraction;
using RerankKit.MiniLM;
using SearchWeb.Searching;

namespace SearchWeb.Tests;

/// <summary>What the server answers, against the library called directly.</summary>
public sealed class SearchTests
{
    private const string Query = "do backups of our own server contain the encryption keys?";
    private RunningApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await RunningApp.BuiltInAsync();

    [Test]
    public async Task TheFirstStageIsTheReciprocalRankFusionOfWordsAndVectors()
    {
        SearchAnswer answer = await SearchAsync(Query);
        FoundDocument[] byVector = [.. answer.Documents.OrderBy(document => Source(document, "vectors").Rank)];
        IEmbeddingGenerator<string, Embedding<float>> generator = _app.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync([Query, byVector[0].Text, byVector[1].Text, byVector[^1].Text]);
        float[] cosines = [.. vectors.Skip(1).Select(vector => System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(vectors[0].Vector.Span, vector.Vector.Span))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Documents.Select(document => document.First.Score), Is.Ordered.Descending);
            Assert.That(answer.Documents.Select(document => document.First.Rank), Is.EqualTo(Enumerable.Range(1, answer.Documents.Count)));
            Assert.That(answer.Documents, Is.All.Matches<FoundDocument>(document => Math.Abs(document.First.Score - document.Sources.Sum(source => source.Rank is int rank ? 1.0 / (60 + rank) : 0)) < 1e-12));
            Assert.That(byVector.Select(document => Source(document, "vectors").Score), Is.Ordered.Descending);
            Assert.That(cosines, Is.EqualTo(new[] { byVector[0], byVector[1], byVector[^1] }.Select(document => (float)Source(document, "vectors").Score!.Value)).Within(1e-3f));
            Assert.That(Source(answer.Documents.OrderBy(document => Source(document, "bm25").Rank ?? int.MaxValue).First(), "bm25").Score, Is.GreaterThan(0));
        }
    }

    [Test]
    public async Task TheRerankedListIsTheEmbeddedRerankersOverTheSameCandidates()
    {
        SearchAnswer answer = await SearchAsync(Query, "&reranker=embedded");
        using var reranker = new EmbeddedReranker();
        RerankResponse expected = await reranker.RerankAsync(Query, [.. answer.Documents.Select(document => new RerankCandidate(document.Text) { Score = document.First.Score })]);
        FoundDocument[] ranked = Ranked(answer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ranked.Select(document => document.Id), Is.EqualTo(expected.Results.Select(result => answer.Documents[result.Index].Id)));
            Assert.That(ranked.Select(document => document.Final.Score!.Value), Is.EqualTo(expected.Results.Select(result => result.Score)).Within(1e-9));
            Assert.That(ranked[0], Is.Not.EqualTo(answer.Documents[0]), "something moved");
            Assert.That(answer.IsJudged);
            Assert.That(ranked[0].Grade, Is.EqualTo(3));
        }
    }

    [Test]
    public async Task WithoutASwitchTheRerankedListIsMiniLMs()
    {
        SearchAnswer answer = await SearchAsync(Query);
        using LateInteractionReranker reranker = MiniLMReranker.Create();
        RerankResponse expected = await reranker.RerankAsync(Query, [.. answer.Documents.Select(document => new RerankCandidate(document.Text))]);
        var scores = expected.Results.ToDictionary(result => answer.Documents[result.Index].Id, result => result.Score);
        FoundDocument[] ranked = Ranked(answer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ranked.Select(document => document.Final.Score!.Value), Is.Ordered.Descending);
            Assert.That(ranked, Is.All.Matches<FoundDocument>(document => Math.Abs(document.Final.Score!.Value - scores[document.Id]) < 0.15), "the store keeps 8 bits");
        }
    }

    [Test]
    public async Task WithoutARerankerTheOrderIsTheFirstStages()
    {
        SearchAnswer answer = await SearchAsync(Query, "&reranker=none");
        Assert.That(answer.Documents, Is.All.Matches<FoundDocument>(document => document.First.Rank == document.Final.Rank));
        Assert.That(answer.Stages, Is.Empty);
    }

    [Test]
    public async Task WhatIsBehindTheDepthIsCapped()
    {
        FoundDocument[] ranked = Ranked(await SearchAsync(Query, "&depth=7"));
        Assert.That(ranked[..7].Select(document => document.First.Rank), Is.EquivalentTo(Enumerable.Range(1, 7)));
        Assert.That(ranked[7..], Is.All.Matches<FoundDocument>(document => document.Final is { Placement: "Capped", Score: null } && document.Final.Why.Contains("depth of 7", StringComparison.Ordinal) && document.First.Rank == document.Final.Rank));
    }

    [Test]
    public async Task TheGateTheBlendAndTheCacheSayWhatTheyDid()
    {
        FoundDocument gated = Ranked(await SearchAsync(Query, "&gate=0.01"))[0];
        FoundDocument blended = Ranked(await SearchAsync(Query, "&blend=0.4"))[0];
        await SearchAsync("a query that only this test asks", "&reranker=lexical");
        FoundDocument cached = Ranked(await SearchAsync("a query that only this test asks", "&reranker=lexical"))[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(gated.Final, Has.Property("Placement").EqualTo("Gated").And.Property("Why").Contains("threshold 0.01"));
            Assert.That(blended.Final.Score, Is.InRange(0, 1));
            Assert.That(blended.Final.RawScore, Is.GreaterThan(1));
            Assert.That(blended.Final.Why, Does.Contain("0.4 of the reranker's score, 0.6 of the first stage's"));
            Assert.That(cached.Final, Has.Property("Placement").EqualTo("Cached").And.Property("Why").Contains("earlier call"));
        }
    }

    [Test]
    public async Task WhatABudgetHasNoTimeForSaysSo()
    {
        FoundDocument[] ranked = Ranked(await SearchAsync("a query that nobody asked before this budget of one millisecond", "&reranker=minilm&budget=1"));
        Assert.That(ranked.Count(document => document.Final.Placement == "OverBudget"), Is.GreaterThan(0));
        Assert.That(ranked[^1].Final.Why, Does.Contain("time budget ended"));
    }

    [TestCase("search", "q is missing or blank")]
    [TestCase("search?q=+", "q is missing or blank")]
    [TestCase("search?q=a&depth=101", "depth is '101'; allowed is a whole number from 1 to 100.")]
    [TestCase("search?q=a&depth=1.5", "depth is '1.5'")]
    [TestCase("search?q=a&blend=1,5", "blend is '1,5'; allowed is a number from 0 to 1.")]
    [TestCase("search?q=a&budget=-1", "budget is '-1'; allowed is a whole number from 1 to 60000.")]
    [TestCase("search?q=a&gate=NaN", "gate is 'NaN'")]
    [TestCase("search?q=a&reranker=gpt", "reranker is 'gpt'; allowed is none, lexical, embedded, minilm.")]
    [TestCase("search?q=a&q=b", "q comes more than once")]
    [TestCase("search?q=a&deapth=5", "There is no parameter 'deapth'; there are q, reranker, depth")]
    [TestCase("explain?q=a", "document comes 0 times")]
    [TestCase("explain?q=a&document=nowhere", "document is 'nowhere', which is not among the")]
    [TestCase("metrics?depth=0", "depth is '0'")]
    public async Task WhatCannotBeMeantIsRefusedInTheWordsOfWhoTypedIt(string path, string words)
    {
        (System.Net.HttpStatusCode status, string detail) = await _app.RefusedAsync($"api/{path}");
        Assert.That(status, Is.EqualTo(System.Net.HttpStatusCode.BadRequest));
        Assert.That(detail, Does.Contain(words));
    }

    private Task<SearchAnswer> SearchAsync(string query, string settings = "") => _app.GetAsync<SearchAnswer>($"api/search?q={Uri.EscapeDataString(query)}{settings}");

    private static FoundDocument[] Ranked(SearchAnswer answer) => [.. answer.Documents.OrderBy(document => document.Final.Rank)];

    private static SourcePlace Source(FoundDocument document, string list) => document.Sources.Single(source => source.List == list);
}
