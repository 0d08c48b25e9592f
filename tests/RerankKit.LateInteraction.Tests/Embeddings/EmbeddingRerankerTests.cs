using Microsoft.Extensions.AI;
using RerankKit.Conformance;

namespace RerankKit.LateInteraction.Tests;

public class EmbeddingRerankerTests
{
    private const string Query = "signing key";
    private static readonly RerankCandidate[] Candidates = ["the signing key", "key", "billing page", "page of the key"];

    [Test]
    public async Task AScoreIsTheCosineOfTheEmbeddings()
    {
        using var reranker = new EmbeddingReranker(new WordGenerator());
        RerankResponse response = await reranker.RerankAsync(Query, Candidates);

        foreach (RerankResult result in response.Results)
        {
            Assert.That(result.Score, Is.EqualTo(WordGenerator.Cosine(WordGenerator.Vector(Query), WordGenerator.Vector(Candidates[result.Index].Text))).Within(1e-6));
        }

        Assert.That(response.Results[0].Index, Is.Zero);
        Assert.That((response.ScoreKind, response.ModelId), Is.EqualTo((RerankScoreKind.Similarity, "words-16")));
        Assert.That(response.Stages.Select(stage => stage.Name), Is.EqualTo(new[] { "embeddings", "token-vector-store" }));
        Assert.That(response.Usage?.InputTokenCount, Is.EqualTo(50), "as the generator says, the query's call among it");
    }

    [Test]
    public async Task OnlyMissesGoInwardInOneCallWhateverTheirIds()
    {
        var generator = new WordGenerator();
        using var reranker = new EmbeddingReranker(generator);
        RerankResponse first = await reranker.RerankAsync(Query, Candidates);
        RerankResponse second = await reranker.RerankAsync(Query, [.. Candidates.Select((candidate, i) => candidate with { Id = $"{i}" }), "new", "new", "billing"]);

        Assert.That(generator.Calls.Select(call => string.Join('|', call.Texts)), Is.EqualTo(new[]
        {
            Query, "the signing key|key|billing page|page of the key", Query, "new|billing",
        }));
        Assert.That(second.Results.Where(result => result.Index < 4), Is.EqualTo(first.Results).Using<RerankResult>((a, b) => a.Index == b.Index && a.Score == b.Score), "the same whether kept or not");
        Assert.That(second.Stages[1].Reason, Does.StartWith("4 of 7 found"));
    }

    [Test]
    public async Task WithoutMemoryEveryCallEmbedsEverything()
    {
        var generator = new WordGenerator();
        using var reranker = new EmbeddingReranker(generator, new() { MemoryCacheBytes = 0 });
        await reranker.RerankAsync(Query, Candidates);
        await reranker.RerankAsync(Query, Candidates);
        Assert.That(generator.Calls.Sum(call => call.Texts.Count), Is.EqualTo(10));
    }

    [Test]
    public async Task PromptsStandBeforeQueriesAndDocuments()
    {
        var generator = new WordGenerator();
        using var reranker = new EmbeddingReranker(generator, new()
        {
            QueryPrompt = "query: ",
            DocumentPrompt = "passage: ",
            QueryGeneration = new() { AdditionalProperties = new() { ["input_type"] = "query" } },
        });
        await reranker.RerankAsync(Query, ["key"]);

        WordGeneratorCall[] calls = [.. generator.Calls];
        Assert.That(calls.Select(call => call.Texts[0]), Is.EqualTo(new[] { "query: signing key", "passage: key" }));
        Assert.That(calls[0].Options!.AdditionalProperties!["input_type"], Is.EqualTo("query"));
        Assert.That(calls[1].Options, Is.Null);
    }

    [Test]
    public async Task AGeneratorThatDescribesItsModelIsToldThePromptsAndTheLimit()
    {
        var generator = new WordGenerator
        {
            Metadata = new EmbeddingModelMetadata("onnx", null, "model", WordEncoder.Dimension) { Revision = "r1", QueryPrompt = "query: ", MaxTokens = 100 },
        };
        using var reranker = new EmbeddingReranker(generator);
        await reranker.RerankAsync(Query, ["key"], new() { MaxTokensPerDocument = 7 });

        WordGeneratorCall[] calls = [.. generator.Calls];
        Assert.That(calls.Select(call => call.Texts[0]), Is.EqualTo(new[] { Query, "key" }), "the generator puts them there");
        Assert.That(calls.Select(call => call.Options!.AdditionalProperties![EmbeddingModelMetadata.PromptProperty]), Is.EqualTo(new[] { "query: ", "" }));
        Assert.That(calls[1].Options!.AdditionalProperties![EmbeddingModelMetadata.MaxTokensProperty], Is.EqualTo(7));
        Assert.That(reranker.GetService<RerankerMetadata>()!.Revision, Does.StartWith("r1;"));
    }

    [Test]
    public async Task ALimitOfTokensMeansNothingToAGeneratorThatDoesNotCountThem()
    {
        var generator = new WordGenerator();
        using var reranker = new EmbeddingReranker(generator);
        await reranker.RerankAsync(Query, ["key"], new() { MaxTokensPerDocument = 7 });
        await reranker.RerankAsync(Query, ["key"], new() { MaxTokensPerDocument = 7 });
        Assert.That(generator.Calls.Count(call => call.Texts[0] == "key"), Is.EqualTo(1), "what is kept is used");
    }

    [Test]
    public async Task FewerNumbersAreAskedForAndTaken()
    {
        var generator = new WordGenerator();
        using var reranker = new EmbeddingReranker(generator, new() { Dimension = 5 });
        RerankResponse response = await reranker.RerankAsync(Query, ["key"]);
        Assert.That(response.Results[0].Score, Is.EqualTo(WordGenerator.Cosine(WordGenerator.Vector(Query)[..5], WordGenerator.Vector("key")[..5])).Within(1e-6));
        Assert.That(generator.Calls.Select(call => call.Options!.Dimensions), Is.All.EqualTo(5));
    }

    [Test]
    public async Task BlankTextsAreNotSentAndHaveNoScore()
    {
        var generator = new WordGenerator();
        using var reranker = new EmbeddingReranker(generator);
        RerankResponse response = await reranker.RerankAsync(Query, ["", "key", " \t"]);
        Assert.That(response.Results.Select(result => (result.Index, result.IsScored)), Is.EqualTo(new[] { (1, true), (0, false), (2, false) }));
        Assert.That(generator.Calls.SelectMany(call => call.Texts), Is.EqualTo(new[] { Query, "key" }));

        RerankResponse blank = await reranker.RerankAsync(Query, [""]);
        Assert.That(blank.Results[0].Placement, Is.EqualTo(RerankPlacement.Unscored));
    }

    [Test]
    public async Task AVectorWithoutADirectionHasNoScore()
    {
        using var reranker = new EmbeddingReranker(new WordGenerator(call => new(call.Texts.Select(text => new Embedding<float>(text == "void" ? new float[16] : WordGenerator.Vector(text))))));
        RerankResponse response = await reranker.RerankAsync(Query, ["void", "key"]);
        Assert.That(response.Results.Select(result => (result.Index, result.IsScored)), Is.EqualTo(new[] { (1, true), (0, false) }));
    }

    [TestCase("count", "'words-16' returned 3 embeddings for 4 texts")]
    [TestCase("longer", "'words-16' returned a vector of 17 numbers for text 2 of the documents that it was asked for; 16 were expected, as before")]
    [TestCase("empty", "'words-16' returned no numbers for text 2")]
    [TestCase("nan", "'words-16' returned a number that is not finite for text 2")]
    [TestCase("null", "'words-16' returned 0 embeddings for 4 texts")]
    public void AnswersThatCannotBeAreSaid(string fault, string message)
    {
        using var reranker = new EmbeddingReranker(new WordGenerator(call =>
        {
            GeneratedEmbeddings<Embedding<float>> answer = WordGenerator.Embed(call);
            if (call.Texts.Count == 4)
            {
                switch (fault)
                {
                    case "count":
                        answer.RemoveAt(3);
                        break;
                    case "null":
                        return null!;
                    default:
                        answer[2] = new(fault switch { "longer" => new float[17], "empty" => [], _ => [.. new float[15], float.NaN] });
                        break;
                }
            }

            return answer;
        }));
        Assert.That(() => reranker.RerankAsync(Query, Candidates), Throws.InvalidOperationException.With.Message.Contains(message));
    }

    [Test]
    public void AQueryWithoutNumbersIsSaid()
    {
        using var reranker = new EmbeddingReranker(new WordGenerator(_ => new([new Embedding<float>(Array.Empty<float>())])));
        Assert.That(() => reranker.RerankAsync(Query, Candidates), Throws.InvalidOperationException.With.Message.Contains("no numbers for the query"));

        using var shorter = new EmbeddingReranker(new WordGenerator(), new() { Dimension = 17 });
        Assert.That(() => shorter.RerankAsync(Query, Candidates), Throws.InvalidOperationException.With.Message.Contains("a vector of 16 numbers for the query; 17 were expected, as Dimension says"));
    }

    [Test]
    public async Task AFailedFirstCallIsTriedAgain()
    {
        int calls = 0;
        using var reranker = new EmbeddingReranker(new WordGenerator(call => calls++ == 0 ? throw new HttpRequestException("gone") : WordGenerator.Embed(call)));
        Assert.That(() => reranker.RerankAsync(Query, Candidates), Throws.TypeOf<HttpRequestException>());
        Assert.That((await reranker.RerankAsync(Query, Candidates)).Results[0].IsScored, Is.True);
    }

    [Test]
    public async Task TheBlendIsZOfTheFirstStageAndZOfTheCosine()
    {
        RerankCandidate[] candidates = [.. Candidates.Select((candidate, i) => candidate with { Score = i })];
        using var plain = new EmbeddingReranker(new WordGenerator());
        using var blended = new EmbeddingReranker(new WordGenerator(), new() { Blend = new() { Weight = 2.0 / 3, Normalization = ScoreNormalization.ZScore } });
        RerankResponse cosine = await plain.RerankAsync(Query, candidates);
        RerankResponse response = await blended.RerankAsync(Query, candidates);

        double[] cosines = [.. cosine.Results.OrderBy(result => result.Index).Select(result => result.Score)];
        double[] expected = [.. Z([0, 1, 2, 3]).Zip(Z(cosines), (first, second) => (first + (2 * second)) / 3)];
        Assert.That(response.Results.OrderBy(result => result.Index).Select(result => result.Score), Is.EqualTo(expected).Within(1e-9));
        Assert.That(response.Results.Select(result => result.RawScore), Is.EqualTo(response.Results.Select(result => (double?)cosines[result.Index])));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Fused));
        RerankerMetadata metadata = blended.GetService<RerankerMetadata>()!;
        Assert.That((metadata.IsPointwise, metadata.ReadsMoreThanText), Is.EqualTo((false, true)));

        static double[] Z(double[] values)
        {
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            return [.. values.Select(value => (value - mean) / deviation)];
        }
    }

    [Test]
    public async Task WhatWasEmbeddedWithinTheTimeIsScored()
    {
        var time = new ManualTimeProvider();
        using var reranker = new EmbeddingReranker(
            new WordGenerator(call =>
            {
                time.Advance(call.Texts.Contains(Query) ? TimeSpan.Zero : TimeSpan.FromSeconds(1) * call.Texts.Count);
                return WordGenerator.Embed(call);
            }),
            timeProvider: time);
        RerankResponse response = await reranker.RerankAsync(Query, [.. Enumerable.Range(0, 40).Select(i => (RerankCandidate)$"key {i}")], new() { TimeBudget = TimeSpan.FromSeconds(5) });
        Assert.That(response.Results, Has.Count.EqualTo(40));
        Assert.That(response.Results.Count(result => result.IsScored), Is.InRange(1, 6));
        Assert.That(response.Stages[0].Decision, Is.EqualTo("cut"));
    }

    [Test]
    public async Task ATimeThatIsUpBeforeTheFirstQueryLeavesTheFirstStage()
    {
        var time = new ManualTimeProvider();
        using var reranker = new EmbeddingReranker(
            new WordGenerator(async call =>
            {
                time.Advance(TimeSpan.FromSeconds(9));
                await Task.Delay(Timeout.InfiniteTimeSpan, time, call.CancellationToken);
                return [];
            }),
            timeProvider: time);
        RerankResponse response = await reranker.RerankAsync(Query, [.. Candidates.Select((candidate, i) => candidate with { Score = i })], new() { TimeBudget = TimeSpan.FromSeconds(1), TopN = 2 });
        Assert.That(response.Results.Select(result => (result.Index, result.Placement)), Is.EqualTo(new[] { (3, RerankPlacement.OverBudget), (2, RerankPlacement.OverBudget) }));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("There was no time for the query's embedding."));
    }

    [Test]
    public void CancellationReachesTheGenerator()
    {
        using var cancelled = new CancellationTokenSource();
        using var reranker = new EmbeddingReranker(new WordGenerator(async call =>
        {
            await cancelled.CancelAsync();
            call.CancellationToken.ThrowIfCancellationRequested();
            return [];
        }));
        Assert.That(() => reranker.RerankAsync(Query, Candidates, null, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void AStoreNeedsToKnowWhichModelTheVectorsAreOf()
    {
        var stores = new StoreProvider();
        var nameless = new WordGenerator { Metadata = null };
        Assert.That(() => new EmbeddingReranker(nameless, new() { Store = stores }), Throws.ArgumentException.With.Message.Contains("Set Revision"));
        Assert.That(() => new EmbeddingReranker(nameless, new() { Store = stores, Revision = "2026-11", Dimension = 16 }).Dispose(), Throws.Nothing);
        Assert.That(() => new EmbeddingReranker(nameless).Dispose(), Throws.Nothing, "memory is this reranker's own");
    }

    [Test]
    public void RevisionsTellWhatChangesAVectorOrAScore()
    {
        string[] revisions =
        [
            Revision(new()),
            Revision(new() { DocumentPrompt = "passage: " }),
            Revision(new() { QueryPrompt = "query: " }),
            Revision(new() { Dimension = 8 }),
            Revision(new() { Revision = "mine" }),
            Revision(new() { Blend = new() }),
            Revision(new() { Blend = new() { Weight = 0.5 } }),
        ];
        Assert.That(revisions, Is.Unique);

        static string Revision(EmbeddingRerankerOptions options)
        {
            using var reranker = new EmbeddingReranker(new WordGenerator(), options);
            return reranker.GetService<RerankerMetadata>()!.Revision!;
        }
    }

    [Test]
    public void OptionsRefuseWhatCannotBe()
    {
        Assert.That(() => new EmbeddingRerankerOptions { Dimension = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new EmbeddingRerankerOptions { MemoryCacheBytes = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task DisposingEndsTheGeneratorUnlessItIsSomebodyElses()
    {
        var own = new WordGenerator();
        var shared = new WordGenerator();
        new EmbeddingReranker(own).Dispose();
        var reranker = new EmbeddingReranker(shared, new() { LeaveGeneratorOpen = true });
        await reranker.RerankAsync(Query, Candidates);
        reranker.Dispose();
        reranker.Dispose();
        Assert.That((own.DisposeCount, shared.DisposeCount), Is.EqualTo((1, 0)));
    }

    private sealed class StoreProvider : ITokenVectorStoreProvider
    {
        public ITokenVectorStore Open(MultiVectorEncoderMetadata encoder) => new MemoryTokenVectorStore(encoder.Revision!, TokenVectorCodecs.Create(TokenVectorPrecision.Float32, encoder.Dimension));
    }
}
