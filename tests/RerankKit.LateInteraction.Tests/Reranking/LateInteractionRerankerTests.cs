namespace RerankKit.LateInteraction.Tests;

public class LateInteractionRerankerTests
{
    private const string Query = "rotate the signing key";

    private static readonly RerankCandidate[] Candidates =
    [
        new("The billing page lists invoices.") { Id = "a", Score = 3 },
        new("Rotate the signing key every ninety days.") { Id = "b", Score = 2 },
        new("Keys are rotated from the security page.") { Id = "c", Score = 1 },
    ];

    [Test]
    public async Task ScoresAreMaxSimSums()
    {
        using var reranker = new LateInteractionReranker(new WordEncoder());
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Results, Has.Count.EqualTo(3));
        foreach (RerankResult result in response.Results)
        {
            Assert.That(result.Score, Is.EqualTo(WordEncoder.Score(Query, Candidates[result.Index].Text)).Within(1e-5));
        }

        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That(response.Results[0].Score, Is.EqualTo(4).Within(1e-5), "every word of the query is there");
        Assert.That((response.ScoreKind, response.ModelId), Is.EqualTo((RerankScoreKind.Similarity, "words-16")));
    }

    [Test]
    public async Task TheMeanIsTheSumOverTheQuerysVectors()
    {
        using var sum = new LateInteractionReranker(new WordEncoder());
        using var mean = new LateInteractionReranker(new WordEncoder(), new() { Aggregation = MaxSimAggregation.Mean });
        RerankResponse sums = await sum.RerankAsync(Query, Candidates);
        RerankResponse means = await mean.RerankAsync(Query, Candidates);
        Assert.That(means.Results.Select(result => result.Score), Is.EqualTo(sums.Results.Select(result => result.Score / 4)).Within(1e-9));
        Assert.That(means.Results[0].Score, Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public async Task TheQueryAndTheDocumentsAreOneCallEach()
    {
        var encoder = new WordEncoder();
        using var reranker = new LateInteractionReranker(encoder);
        await reranker.RerankAsync(Query, Candidates);
        Assert.That(
            encoder.Calls.Select(call => (call.Role, call.Texts.Count)),
            Is.EqualTo(new[] { (TextRole.Query, 1), (TextRole.Document, 3) }));
        Assert.That(encoder.Calls.Select(call => call.Options), Is.All.Null);
    }

    [Test]
    public async Task TokensAndTruncationAreReported()
    {
        var encoder = new WordEncoder();
        using var reranker = new LateInteractionReranker(encoder);
        RerankResponse response = await reranker.RerankAsync(Query, Candidates, new() { MaxTokensPerDocument = 6 });
        RerankResult billing = response.Results.Single(result => result.Index == 0);
        RerankResult rotate = response.Results.Single(result => result.Index == 1);
        Assert.That((billing.TokenCount, billing.IsTruncated), Is.EqualTo((6 + 7, false)));
        Assert.That((rotate.TokenCount, rotate.IsTruncated), Is.EqualTo((6 + 8, true)));
        Assert.That(response.Usage?.InputTokenCount, Is.EqualTo(6 + 7 + 8 + 8));
        Assert.That(response.Stages.Single().Reason, Is.EqualTo("2 documents were cut to fit the encoder."));
        Assert.That(encoder.DocumentCalls.Single().Options?.MaxTokens, Is.EqualTo(6));
    }

    [Test]
    public async Task AnEncoderThatDoesNotCountTokensHasNoUsage()
    {
        var encoder = new WordEncoder(call => [.. call.Texts.Select(text => new TokenVectors(WordEncoder.Encode(text).Values, WordEncoder.Dimension))]);
        using var reranker = new LateInteractionReranker(encoder);
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Usage, Is.Null);
        Assert.That(response.Results.Select(result => result.TokenCount), Is.All.Null);
    }

    [Test]
    public async Task ADocumentWithoutVectorsFollowsUnscored()
    {
        using var reranker = new LateInteractionReranker(new WordEncoder());
        RerankCandidate[] candidates = [new("...") { Score = 3 }, .. Candidates, new("") { Score = 9 }];
        RerankResponse response = await reranker.RerankAsync(Query, candidates);
        Assert.That(response.Results.Select(result => result.Index).TakeLast(2), Is.EqualTo(new[] { 4, 0 }), "in first-stage order");
        foreach (RerankResult result in response.Results.TakeLast(2))
        {
            Assert.That((result.Placement, result.Score), Is.EqualTo((RerankPlacement.Unscored, 0)));
        }

        Assert.That(response.Results.Take(3).Select(result => result.IsScored), Is.All.True);
        Assert.That(
            (response.Stages[0].Decision, response.Stages[0].CandidatesScored, response.Stages[0].Reason),
            Is.EqualTo(("cut", 3, "Of 2 documents nothing takes part in scoring.")));
    }

    [Test]
    public async Task AQueryWithoutVectorsScoresNothingAndEncodesNothing()
    {
        var encoder = new WordEncoder();
        using var reranker = new LateInteractionReranker(encoder);
        RerankResponse response = await reranker.RerankAsync("?!", [new("a") { Score = 1 }, new("b") { Score = 2 }]);
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (1, RerankPlacement.Unscored), (0, RerankPlacement.Unscored) }));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("no-query-vectors"));
        Assert.That(encoder.DocumentCalls, Is.Empty);
    }

    [Test]
    public async Task ADocumentWithANumberThatIsNotFiniteFollowsUnscored([Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float number, [Values(0, 17, 79)] int at)
    {
        var store = new StubTokenVectorStore();
        using var reranker = new LateInteractionReranker(new WordEncoder(call => [.. call.Texts.Select(Encode)]), new() { Store = store, StoreEncoded = true });
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);
        Assert.That(response.Results[^1], Is.EqualTo(RerankResult.Unscored(0, RerankPlacement.Unscored) with { TokenCount = 13 }));
        Assert.That(response.Results.Select(result => result.IsScored), Is.EqualTo(new[] { true, true, false }));
        Assert.That(response.Stages[0].Reason, Does.Contain("1 documents the encoder returned a number that is not finite"));
        Assert.That(store.Count, Is.EqualTo(2), "it is not stored");

        TokenVectors Encode(string text)
        {
            TokenVectors vectors = WordEncoder.Encode(text);
            if (!text.StartsWith("The billing", StringComparison.Ordinal))
            {
                return vectors;
            }

            float[] values = vectors.Values.ToArray();
            values[at] = number;
            return new(values, vectors.Dimension) { TokenCount = vectors.TokenCount };
        }
    }

    [Test]
    public void AQueryWithANumberThatIsNotFiniteIsTheEncodersFailure()
    {
        float[] values = WordEncoder.Vector("key");
        values[3] = float.NaN;
        using var reranker = new LateInteractionReranker(new WordEncoder(_ => [new TokenVectors(values, WordEncoder.Dimension)]));
        Assert.That(
            async () => await reranker.RerankAsync(Query, Candidates),
            Throws.InvalidOperationException.With.Message.Contains("'words-16' returned a number that is not finite for the query"));
    }

    [Test]
    public void AnAnswerOfAnotherLengthIsTheEncodersFailure()
    {
        using var reranker = new LateInteractionReranker(new WordEncoder(call => [.. WordEncoder.Encode(call).Take(2)]));
        Assert.That(
            async () => await reranker.RerankAsync(Query, Candidates),
            Throws.InvalidOperationException.With.Message.Contains("'words-16' returned 2 items for 3 texts"));
    }

    [Test]
    public void AnAnswerOfAnotherDimensionIsTheEncodersFailure()
    {
        using var reranker = new LateInteractionReranker(
            new WordEncoder(call => call.Role == TextRole.Query ? WordEncoder.Encode(call) : [.. call.Texts.Select(_ => new TokenVectors(new float[8], 8))]));
        Assert.That(
            async () => await reranker.RerankAsync(Query, Candidates),
            Throws.InvalidOperationException.With.Message.Contains("For text 0").And.Message.Contains("dimension 8; its metadata says dimension 16"));
    }

    [Test]
    public void ANullInTheAnswerIsTheEncodersFailure()
    {
        using var reranker = new LateInteractionReranker(new WordEncoder(call => [.. call.Texts.Select(_ => (TokenVectors)null!)]));
        Assert.That(async () => await reranker.RerankAsync(Query, Candidates), Throws.InvalidOperationException.With.Message.Contains("nothing (null)"));
    }

    [Test]
    public void AFailingEncoderFailsTheCall()
    {
        using var reranker = new LateInteractionReranker(new WordEncoder(
            call => call.Role == TextRole.Query ? Task.FromResult(WordEncoder.Encode(call)) : throw new HttpRequestException("503")));
        Assert.That(async () => await reranker.RerankAsync(Query, Candidates), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public void CancellationReachesTheEncoder()
    {
        using var source = new CancellationTokenSource();
        using var reranker = new LateInteractionReranker(new WordEncoder(async call =>
        {
            if (call.Role == TextRole.Document)
            {
                await source.CancelAsync();
                call.CancellationToken.ThrowIfCancellationRequested();
            }

            return WordEncoder.Encode(call);
        }));
        Assert.That(async () => await reranker.RerankAsync(Query, Candidates, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void WhatDoesNotFitIsFoundWhenTheRerankerIsMade()
    {
        var store = new StubTokenVectorStore();
        Assert.That(() => new LateInteractionReranker(null!), Throws.ArgumentNullException);
        Assert.That(Make(new WordEncoder { Metadata = null }), Throws.ArgumentException.With.Message.Contains("does not describe itself"));
        Assert.That(Make(new(), new() { StoreEncoded = true }), Throws.ArgumentException.With.Message.Contains("there is no store"));
        Assert.That(
            Make(new() { Metadata = new("words", WordEncoder.Dimension) }, new() { Store = store }),
            Throws.ArgumentException.With.Message.Contains("'words' has no revision"));
        Assert.That(
            Make(new(), new() { Store = new StubTokenVectorStore(revision: "r0") }),
            Throws.ArgumentException.With.Message.Contains("revision 'r0'").And.Message.Contains("'words-16' is of revision 'r1'"));
        Assert.That(
            Make(new(), new() { Store = new StubTokenVectorStore(TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 8)) }),
            Throws.ArgumentException.With.Message.Contains("dimension 8").And.Message.Contains("have 16"));
        Assert.That(
            Make(new(), new() { Store = store, Precision = TokenVectorPrecision.Int8 }),
            Throws.ArgumentException.With.Message.Contains("Precision is Int8, but the store holds Float32"));

        static Action Make(WordEncoder encoder, LateInteractionRerankerOptions? options = null) => () => new LateInteractionReranker(encoder, options).Dispose();
    }

    [Test]
    public void OptionsRefuseWhatIsOutOfRange()
    {
        var options = new LateInteractionRerankerOptions();
        Assert.That(() => options.MaxDegreeOfParallelism = 0, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Precision = TokenVectorPrecision.Residual2Bit, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Precision = (TokenVectorPrecision)(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => options.Aggregation = (MaxSimAggregation)2, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void TheRevisionNamesAllThatChangesAScore()
    {
        string[] revisions =
        [
            Revision(new()),
            Revision(new(), new() { Aggregation = MaxSimAggregation.Mean }),
            Revision(new() { Metadata = new("words", 16) { Revision = "r2", MaxQueryTokens = 32 } }),
            Revision(new() { Metadata = new("words", 16) { Revision = "r1", MaxQueryTokens = 48 } }),
        ];
        Assert.That(revisions, Is.Unique);
        Assert.That(Revision(new(), new() { Store = new StubTokenVectorStore() }), Is.EqualTo(revisions[0]), "a store of the same precision changes none");

        static string Revision(WordEncoder encoder, LateInteractionRerankerOptions? options = null)
        {
            using var reranker = new LateInteractionReranker(encoder, options);
            return reranker.GetService<RerankerMetadata>()!.Revision!;
        }
    }

    [Test]
    public void EncoderAndStoreAreDisposedUnlessTheyBelongToSomebodyElse([Values] bool leaveEncoder, [Values] bool leaveStore)
    {
        var encoder = new WordEncoder();
        var store = new StubTokenVectorStore();
        new LateInteractionReranker(encoder, new() { Store = store, LeaveEncoderOpen = leaveEncoder, LeaveStoreOpen = leaveStore }).Dispose();
        Assert.That((encoder.DisposeCount, store.DisposeCount), Is.EqualTo((leaveEncoder ? 0 : 1, leaveStore ? 0 : 1)));
    }

    [Test]
    public void TheEncoderAndTheStoreAreFoundAsServices()
    {
        var encoder = new WordEncoder();
        var store = new StubTokenVectorStore();
        using var reranker = new LateInteractionReranker(encoder, new() { Store = store });
        Assert.That(reranker.GetService<IMultiVectorEncoder>(), Is.SameAs(encoder));
        Assert.That(reranker.GetService<WordEncoder>(), Is.SameAs(encoder));
        Assert.That(reranker.GetService<ITokenVectorStore>(), Is.SameAs(store));
        Assert.That(reranker.GetService<MultiVectorEncoderMetadata>(), Is.SameAs(encoder.Metadata));
    }

    [Test]
    public async Task LateInteractionReportsWhatTheEncoderCut()
    {
        using var encoder = new WordEncoder(call => call.Role == TextRole.Query
            ? [WordEncoder.Encode(call.Texts[0], new() { MaxTokens = 2 })]
            : [.. call.Texts.Select((text, i) => WordEncoder.Encode(text, new() { MaxTokens = i == 0 ? 1 : 9 }))]);
        using var reranker = new LateInteractionReranker(encoder);
        RerankResponse response = await reranker.RerankAsync("one two three", ["one long text", "two"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.QueryTruncation, Is.EqualTo(new QueryTruncation { TokensRead = 4 }), "as the encoder counts, with two of its own");
            Assert.That(response.Stages.Single().Reasons, Is.EqualTo(new[] { "1 documents were cut to fit the encoder.", "The query was cut to 4 tokens." }));
            Assert.That((await reranker.RerankAsync("one two", ["one"])).IsQueryTruncated, Is.False);
        }
    }

}
