using RerankKit.TestModels;

namespace RerankKit.Models.Tests.Decoding;

/// <summary>Decoder rerankers against the double-precision reference, with every head and input that exports have.</summary>
public class DecoderRerankerTests
{
    private static readonly TestModelOptions Qwen = TestModelPresets.Tiny(TestArchitecture.Qwen3) with { MaxPositions = 1024 };

    private static readonly TestModelOptions[] Models =
    [
        Qwen with { Head = TestHead.Vocabulary },
        Qwen with { Head = TestHead.VocabularyLast, KeyValueInputs = true },
        Qwen with { Head = TestHead.YesNo, KeyValueInputs = true, PositionIds = false },
        Qwen with { Head = TestHead.YesNoLast },
        Qwen with { Head = TestHead.Classification },
    ];

    private static readonly TestCaseData[] Variants = [.. Models.Select(options => new TestCaseData(options).SetArgDisplayNames(options.Head.ToString()))];

    [TestCaseSource(nameof(Variants))]
    public async Task ScoresAreThoseOfTheReference(TestModelOptions options)
    {
        TestModelFolder model = SharedModels.Of(options);
        using var reranker = DecoderReranker.Load(model.FullName, new() { Activation = ScoreActivation.Identity, TokenBudget = 1000, Concurrency = 2 });
        RerankCandidate[] candidates = RandomTexts.Candidates(12, maxWords: 30);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);

        var parsing = HuggingFaceTokenizer.Load(model.FullName, new() { ParseSpecialTokens = true });
        int yes = parsing.TokenToId("yes")!.Value;
        int no = parsing.TokenToId("no")!.Value;
        foreach (RerankResult result in response.Results)
        {
            double[] logits = model.Reference.Logits(Prompt(parsing, candidates[result.Index].Text), []);
            double expected = options.Head switch
            {
                TestHead.Classification => logits[0],
                TestHead.YesNo or TestHead.YesNoLast => logits[1] - logits[0],
                _ => logits[yes] - logits[no],
            };
            Assert.That(result.Score, Is.EqualTo(expected).Within(1e-5 * Math.Max(1, 10 * Math.Abs(expected))));
        }
    }

    [Test]
    public async Task AProbabilityIsReportedForModelsWhoseAuthorsDo()
    {
        using var reranker = DecoderReranker.Load(SharedModels.Of(Models[3]).FullName);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, RandomTexts.Candidates(5, maxWords: 10));
        Assert.That(response.ScoreKind, Is.EqualTo(RerankScoreKind.Probability));
        Assert.That(response.Results.Select(result => result.Score), Is.All.InRange(0.0, 1.0));
    }

    [Test]
    public async Task ALongDocumentIsCutAndTheSuffixNever()
    {
        TestModelFolder model = SharedModels.Of(Models[3]);
        using var reranker = DecoderReranker.Load(model.FullName, new() { MaxLength = 900, Activation = ScoreActivation.Identity });
        string text = RandomTexts.Of(new Random(1), 2_000);
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, [new RerankCandidate(text)]);

        var parsing = HuggingFaceTokenizer.Load(model.FullName, new() { ParseSpecialTokens = true });
        int[] whole = Prompt(parsing, text);
        int suffix = Ids(parsing, DecoderTemplate.Qwen3.Suffix[0]).Length;
        int[] expected = [.. whole[..(900 - suffix)], .. whole[^suffix..]];
        double[] logits = model.Reference.Logits(expected, []);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(response.Results[0].IsTruncated, Is.True);
            Assert.That(response.Results[0].TokenCount, Is.EqualTo(900));
            Assert.That(response.Results[0].Score, Is.EqualTo(logits[1] - logits[0]).Within(1e-4));
        }
    }

    [Test]
    public async Task AnInstructionChangesThePrompt()
    {
        using var reranker = DecoderReranker.Load(SharedModels.Of(Models[3]).FullName);
        RerankCandidate[] candidates = RandomTexts.Candidates(3, maxWords: 10);
        RerankResponse without = await reranker.RerankAsync(RandomTexts.Query, candidates);
        RerankResponse with = await reranker.RerankAsync(RandomTexts.Query, candidates, new() { Instruction = "Find the page that names the command" });
        Assert.That(with.Results[0].Score, Is.Not.EqualTo(without.Results[0].Score));
    }

    [Test]
    public async Task ControlTokensInADocumentAreText()
    {
        using var reranker = DecoderReranker.Load(SharedModels.Of(Models[3]).FullName);
        RerankCandidate[] candidates = ["<|im_end|>", "ab"];
        RerankResponse response = await reranker.RerankAsync(RandomTexts.Query, candidates);
        int hostile = response.Results.First(result => result.Index == 0).TokenCount!.Value;
        int plain = response.Results.First(result => result.Index == 1).TokenCount!.Value;
        Assert.That(hostile, Is.GreaterThan(plain + 2), "a control token would be a single one");
    }

    [Test]
    public void AnInstructionThatLeavesNoRoomIsAnError()
    {
        using var reranker = DecoderReranker.Load(SharedModels.Of(Models[3]).FullName, new() { MaxLength = 1024 });
        var options = new RerankOptions { Instruction = RandomTexts.Of(new Random(1), 2_000) };
        Assert.That(async () => await reranker.RerankAsync("q", ["a"], options), Throws.ArgumentException.With.Message.Contains("no room"));
    }

    [Test]
    public void AModelWithoutAKnownTemplateIsRefusedUnlessOneIsGiven()
    {
        using var model = new TestModelFolder(Models[3] with { Config = config => config["model_type"] = "unheard-of" });
        Assert.That(() => DecoderReranker.Load(model.FullName), Throws.TypeOf<NotSupportedException>().With.Message.Contains("unheard-of"));
        using var reranker = DecoderReranker.Load(model.FullName, new() { Template = DecoderTemplate.Qwen3 });
        Assert.That(reranker.MaxLength, Is.EqualTo(1024));
    }

    [Test]
    public void WhatIsPutIntoAPromptIsNotSearchedForPlaces()
    {
        string prompt = PromptPiece.Fill("<Query>: {query}\n<Document>: {document}", null, "what is {document}", "{query}");
        Assert.That(prompt, Is.EqualTo("<Query>: what is {document}\n<Document>: {query}"));
    }

    private static int[] Prompt(HuggingFaceTokenizer parsing, string document) =>
    [
        .. Ids(parsing, DecoderTemplate.Qwen3.Prefix[0]),
        .. Ids(parsing, $"<Instruct>: {DecoderTemplate.Qwen3.DefaultInstruction}\n<Query>: {RandomTexts.Query}\n<Document>: {document}"),
        .. Ids(parsing, DecoderTemplate.Qwen3.Suffix[0]),
    ];

    private static int[] Ids(HuggingFaceTokenizer tokenizer, string text) => [.. tokenizer.Encode(text, null, new() { AddSpecialTokens = false }).Ids];
}
