using Microsoft.Extensions.DependencyInjection;
using RerankKit.LateInteraction;
using RerankKit.Models.Tests.StaticEncoding;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

/// <summary>A query that is longer than the model reads is said to be, by every reranker that runs a model.</summary>
public class QueryTruncationTests
{
    private static readonly string LongQuery = string.Join(' ', Enumerable.Repeat("water", 400));

    [Test]
    public async Task ACrossEncoderSaysHowMuchOfTheQueryItRead([Values] PairTruncation truncation)
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(TestArchitecture.Bert).FullName, new() { MaxLength = 43, Truncation = truncation });
        RerankResponse response = await reranker.RerankAsync(LongQuery, [string.Join(' ', Enumerable.Repeat("water", 100)), "water"]);

        // 40 places for text: three quarters for the query, or as many as for the longest document.
        int read = truncation == PairTruncation.DocumentOnly ? 30 : 20;
        int tokens = reranker.Tokenizer.CountTokens(LongQuery);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.QueryTruncation, Is.EqualTo(new QueryTruncation { TokensRead = read, TokenCount = tokens }));
            Assert.That(response.Stages.Single().Reasons, Is.EqualTo(new[] { "1 documents were cut to fit the model.", $"The query was cut to {read} of its {tokens} tokens." }));
        }
    }

    [Test]
    public async Task AQueryThatFitsIsNotSaidToBeCut()
    {
        using var reranker = CrossEncoderReranker.Load(SharedModels.Of(TestArchitecture.Bert).FullName);
        RerankResponse response = await reranker.RerankAsync("water", [LongQuery]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Results[0].IsTruncated, Is.True);
            Assert.That(response.IsQueryTruncated, Is.False);
            Assert.That(response.Stages.Single().Reasons, Has.Count.EqualTo(1));
        }
    }

    [Test]
    public async Task PassageWindowsPassItOn()
    {
        using IReranker reranker = CrossEncoderReranker.Load(SharedModels.Of(TestArchitecture.Bert).FullName).AsBuilder().UsePassageWindows().Build();
        RerankResponse response = await reranker.RerankAsync(LongQuery, [LongQuery, "water"]);
        Assert.That(response.QueryTruncation?.TokenCount, Is.EqualTo(400));
        Assert.That(response.Stages.SelectMany(stage => stage.Reasons), Has.Some.StartsWith("The query was cut to"));
    }

    [Test]
    public async Task ADecoderSaysHowMuchOfTheQueryItRead([Values] bool hasQueryPiece)
    {
        TestModelOptions model = TestModelPresets.Tiny(TestArchitecture.Qwen3) with { MaxPositions = 1024, Head = TestHead.YesNoLast };
        DecoderTemplate template = hasQueryPiece ? DecoderTemplate.MxbaiV2 with { PositiveToken = "yes", NegativeToken = "no" } : DecoderTemplate.Qwen3;
        using var reranker = DecoderReranker.Load(SharedModels.Of(model).FullName, new() { MaxLength = 1000, Template = template });
        string query = RandomTexts.Of(new Random(3), 600);
        RerankResponse response = await reranker.RerankAsync(query, ["water"]);
        RerankResponse whole = await reranker.RerankAsync("water", ["water"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.QueryTruncation is { TokensRead: int read, TokenCount: int all } && read < all, Is.True);
            Assert.That(response.QueryTruncation?.TokenCount, Is.GreaterThanOrEqualTo(reranker.Tokenizer.CountTokens(query)));
            Assert.That(response.Stages.Single().Reasons, Is.EqualTo(new[] { response.QueryTruncation!.ToString() }));
            Assert.That(whole.IsQueryTruncated, Is.False);
        }
    }

    [Test]
    public async Task AServedCrossEncoderSaysWhatALocalOneSays()
    {
        TestModelFolder folder = SharedModels.Of(TestArchitecture.Bert);
        using var served = new ServedTestModel(folder.FullName);
        using var server = new KServeServer(served.Answer);
        using var remote = CrossEncoderReranker.LoadServed(folder.FullName, ServedTestModel.Options(server));
        using var local = CrossEncoderReranker.Load(folder.FullName);
        RerankResponse expected = await local.RerankAsync(LongQuery, ["water"]);
        RerankResponse actual = await remote.RerankAsync(LongQuery, ["water"]);
        Assert.That(expected.IsQueryTruncated, Is.True);
        Assert.That(actual.QueryTruncation, Is.EqualTo(expected.QueryTruncation));
        Assert.That(actual.Stages.Single().Reasons, Is.EqualTo(expected.Stages.Single().Reasons));
    }

    [Test]
    public async Task LateInteractionSaysWhatItsEncoderCut()
    {
        using var reranker = new LateInteractionReranker(MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.Stanford.Model).FullName));
        RerankResponse response = await reranker.RerankAsync(LongQuery, ["water"]);
        Assert.That(response.QueryTruncation, Is.EqualTo(new QueryTruncation { TokensRead = 16 }));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("The query was cut to 16 tokens."));
    }

    [Test]
    public async Task AStaticEncoderSaysWhatItCut()
    {
        using var folder = new StaticTokenFolder();
        using var reranker = new LateInteractionReranker(folder.Load(new() { MaxQueryTokens = 2 }));
        RerankResponse response = await reranker.RerankAsync("key rotates every day", ["key"]);
        Assert.That(response.QueryTruncation, Is.EqualTo(new QueryTruncation { TokensRead = 2 }));
    }
}
