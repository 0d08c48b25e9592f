using System.Diagnostics.Metrics;
using RerankKit.Conformance;

namespace RerankKit.LateInteraction.Tests;

public class LateInteractionStoreTests
{
    private const string Query = "rotate the signing key";

    private static readonly RerankCandidate[] Candidates =
    [
        new("The billing page lists invoices.") { Id = "a" },
        new("Rotate the signing key every ninety days.") { Id = "b" },
        new("Keys are rotated from the security page."),
        new("...") { Id = "d" },
    ];

    [Test]
    public async Task OnlyWhatIsMissingIsEncoded()
    {
        var encoder = new WordEncoder();
        var store = new StubTokenVectorStore();
        await store.AddAsync(Candidates[0], Candidates[2]);
        using var reranker = new LateInteractionReranker(encoder, new() { Store = store });

        RerankResponse response = await reranker.RerankAsync(Query, Candidates);

        Assert.That(encoder.DocumentCalls.Single().Texts, Is.EqualTo(new[] { Candidates[1].Text, Candidates[3].Text }));
        Assert.That((store.Reads, store.Writes, store.OpenAnswers), Is.EqualTo((1, 1, 0)), "one round trip, nothing written, memory given back");
        RerankStage stage = response.Stages[1];
        Assert.That(
            (stage.Name, stage.Decision, stage.CandidatesIn, stage.CandidatesScored, stage.Reason),
            Is.EqualTo(("token-vector-store", "partial", 4, 2, "2 of 4 found, 2 encoded")));
    }

    [Test]
    public async Task WhatWasEncodedIsStoredWhenToldTo()
    {
        var encoder = new WordEncoder();
        var store = new StubTokenVectorStore();
        using var reranker = new LateInteractionReranker(encoder, new() { Store = store, StoreEncoded = true });

        RerankResponse first = await reranker.RerankAsync(Query, Candidates);
        RerankResponse second = await reranker.RerankAsync(Query, Candidates);

        Assert.That(first.Stages[1], Has.Property("Decision").EqualTo("miss").And.Property("Reason").EqualTo("0 of 4 found, 4 encoded; stored"));
        Assert.That(second.Stages[1], Has.Property("Decision").EqualTo("hit").And.Property("Reason").Null);
        Assert.That(encoder.DocumentCalls.Count(), Is.EqualTo(1), "the empty document is known too");
        Assert.That((store.Writes, store.Count), Is.EqualTo((1, 4)));
        Assert.That(Scores(second), Is.EqualTo(Scores(first)));
    }

    [Test]
    public async Task ADocumentThatHasChangedIsEncodedAgain()
    {
        var encoder = new WordEncoder();
        var store = new StubTokenVectorStore();
        await store.AddAsync(Candidates);
        using var reranker = new LateInteractionReranker(encoder, new() { Store = store });
        await reranker.RerankAsync(Query, [Candidates[0] with { Text = "Another text." }, Candidates[1]]);
        Assert.That(encoder.DocumentCalls.Single().Texts, Is.EqualTo(new[] { "Another text." }));
    }

    [Test]
    public async Task AFailingWriteDoesNotLoseTheAnswer()
    {
        var log = new CapturedLog();
        var store = new StubTokenVectorStore { BeforeWrite = _ => throw new IOException("disk full") };
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store, StoreEncoded = true }, logger: log.CreateLogger("x"));
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That(response.Stages[1].Reason, Is.EqualTo("0 of 4 found, 4 encoded; not stored: disk full"));
        Assert.That(log.Messages.Single(), Is.EqualTo("The store of token vectors could not be written; 4 documents will be encoded again. (disk full)"));
    }

    [Test]
    public async Task AFailingReadIsAMiss()
    {
        var log = new CapturedLog();
        var encoder = new WordEncoder();
        var store = new StubTokenVectorStore { BeforeRead = _ => throw new InvalidDataException("document 'b' is damaged") };
        using var reranker = new LateInteractionReranker(encoder, new() { Store = store, StoreEncoded = true }, logger: log.CreateLogger("x"));
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That(
            (response.Stages[1].Decision, response.Stages[1].Reason),
            Is.EqualTo(("failed", "The store could not be read: document 'b' is damaged; stored")), "written anew, the damage is healed");
        Assert.That(encoder.DocumentCalls.Single().Texts, Has.Count.EqualTo(4));
        Assert.That(log.Messages.Single(), Does.StartWith("The store of token vectors could not be read; 4 documents are encoded instead."));
    }

    [Test]
    public async Task AStoredDocumentThatIsNoWholeNumberOfVectorsIsNotScored()
    {
        var store = new StubTokenVectorStore { OnRead = document => document.Length == 0 ? document : document[1..] };
        await store.AddAsync(Candidates);
        var encoder = new WordEncoder();
        using var reranker = new LateInteractionReranker(encoder, new() { Store = store });
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Stages[1].Reason, Does.Contain("Document 'a' has 319 bytes in the store"));
        Assert.That(encoder.DocumentCalls.Single().Texts, Has.Count.EqualTo(4));
        Assert.That(store.OpenAnswers, Is.Zero);
    }

    [Test]
    public void CancellingTheReadCancelsTheCall()
    {
        using var source = new CancellationTokenSource();
        var store = new StubTokenVectorStore
        {
            BeforeRead = async token =>
            {
                await source.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store });
        Assert.That(async () => await reranker.RerankAsync(Query, Candidates, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task AShorterLimitPassesTheStoreBy()
    {
        var store = new StubTokenVectorStore();
        await store.AddAsync(Candidates);
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store, StoreEncoded = true });

        RerankResponse cut = await reranker.RerankAsync(Query, Candidates, new() { MaxTokensPerDocument = 999 });
        Assert.That((store.Reads, store.Writes, cut.Stages[1].Decision), Is.EqualTo((0, 1, "bypassed")));

        RerankResponse whole = await reranker.RerankAsync(Query, Candidates, new() { MaxTokensPerDocument = 1000 });
        Assert.That(whole.Stages[1].Decision, Is.EqualTo("hit"), "1000 tokens are what the encoder reads anyway");
    }

    [Test]
    public async Task WhatIsEncodedIsScoredInTheStoresPrecision()
    {
        var coarse = new StubTokenVectorStore(TokenVectorCodecs.Create(TokenVectorPrecision.Int8, WordEncoder.Dimension));
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = coarse, StoreEncoded = true });
        double[] missed = Scores(await reranker.RerankAsync(Query, Candidates));
        double[] found = Scores(await reranker.RerankAsync(Query, Candidates));
        Assert.That(found, Is.EqualTo(missed));
        using var exact = new LateInteractionReranker(new WordEncoder());
        Assert.That(Scores(await exact.RerankAsync(Query, Candidates)), Is.Not.EqualTo(missed));
        Assert.That(reranker.GetService<RerankerMetadata>()!.Revision, Is.Not.EqualTo(exact.GetService<RerankerMetadata>()!.Revision));
    }

    [Test]
    public async Task HitsAndMissesAreCounted()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "rerankkit.token_vectors.lookups")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            // Other tests run at the same time; only this one has seven documents of which three are stored.
            string decision = $"{tags.ToArray().Single(tag => tag.Key == "rerankkit.stage.decision").Value}-{value}";
            lock (counts)
            {
                counts[decision] = counts.GetValueOrDefault(decision) + 1;
            }
        });
        listener.Start();
        RerankCandidate[] candidates = [.. Enumerable.Range(0, 7).Select(i => new RerankCandidate($"key {i}") { Id = $"{i}" })];
        var store = new StubTokenVectorStore();
        await store.AddAsync(candidates[..3]);
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store });
        await reranker.RerankAsync(Query, candidates);
        lock (counts)
        {
            Assert.That(counts.Keys, Does.Contain("hit-3").And.Contain("miss-4"));
        }
    }

    [Test]
    public async Task AStoreIsNotAskedWhenNothingOfTheQueryTakesPart()
    {
        var store = new StubTokenVectorStore();
        using var reranker = new LateInteractionReranker(new WordEncoder(), new() { Store = store });
        RerankResponse response = await reranker.RerankAsync("?", Candidates);
        Assert.That((store.Reads, response.Stages.Count), Is.EqualTo((0, 1)));
    }

    private static double[] Scores(RerankResponse response) =>
        [.. response.Results.OrderBy(result => result.Index).Select(result => result.Score)];
}
