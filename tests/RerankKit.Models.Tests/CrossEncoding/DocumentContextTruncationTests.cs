using Microsoft.Extensions.DependencyInjection;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

/// <summary>What is cut of a passage and its context: the context, and the passage exactly where it would be cut without one.</summary>
public class DocumentContextTruncationTests
{
    private const string Query = "rotate the key";
    private static readonly string Passage = RandomTexts.Of(new Random(3), 15);
    private static readonly string Context = RandomTexts.Of(new Random(4), 60);

    [TestCase(TestArchitecture.Bert)]
    [TestCase(TestArchitecture.Qwen3)]
    public async Task APassageThatFillsTheModelIsReadAsWithoutItsContext(TestArchitecture architecture)
    {
        using IReranker reranker = Load(architecture);
        int passageTokens = await TokensOfAsync(reranker, Passage) - await TokensOfAsync(reranker, "");
        using IReranker withContext = reranker.AsBuilder().UseDocumentContext(_ => Context, options => options.BelowTokens = null).Build();
        foreach (int maxTokens in (int[])[passageTokens / 2, passageTokens])
        {
            RerankOptions options = new() { MaxTokensPerDocument = maxTokens };
            RerankResult alone = (await reranker.RerankAsync(Query, [Passage], options)).Results[0];
            RerankResult together = (await withContext.RerankAsync(Query, [Passage], options)).Results[0];
            Assert.That(together.Score, Is.EqualTo(alone.Score), $"at {maxTokens} tokens");
            Assert.That((together.TokenCount, together.IsTruncated), Is.EqualTo((alone.TokenCount, true)));
        }
    }

    [TestCase(TestArchitecture.Bert)]
    [TestCase(TestArchitecture.Qwen3)]
    public async Task WhatRoomThereIsBehindThePassageIsTheContexts(TestArchitecture architecture)
    {
        using IReranker reranker = Load(architecture);
        int passageTokens = await TokensOfAsync(reranker, Passage) - await TokensOfAsync(reranker, "");
        using IReranker withContext = reranker.AsBuilder().UseDocumentContext(_ => Context, options => options.BelowTokens = null).Build();
        RerankOptions options = new() { MaxTokensPerDocument = passageTokens + 5 };

        RerankResult alone = (await reranker.RerankAsync(Query, [Passage], options)).Results[0];
        RerankResult together = (await withContext.RerankAsync(Query, [Passage], options)).Results[0];

        Assert.That(together.TokenCount, Is.EqualTo(alone.TokenCount + 5));
        Assert.That((alone.IsTruncated, together.IsTruncated), Is.EqualTo((false, true)));
        Assert.That(together.Score, Is.Not.EqualTo(alone.Score));
    }

    private static IReranker Load(TestArchitecture architecture) => architecture == TestArchitecture.Qwen3
        ? DecoderReranker.Load(SharedModels.Of(TestModelPresets.Tiny(architecture) with { Head = TestHead.YesNoLast, MaxPositions = 1024 }).FullName)
        : CrossEncoderReranker.Load(SharedModels.Of(architecture).FullName);

    private static async Task<int> TokensOfAsync(IReranker reranker, string text) => (await reranker.RerankAsync(Query, [text])).Results[0].TokenCount!.Value;
}
