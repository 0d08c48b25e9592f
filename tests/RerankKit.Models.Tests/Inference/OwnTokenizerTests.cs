using System.Text;
using Microsoft.ML.Tokenizers;
using RerankKit.PublishedModels;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.Inference;

/// <summary>Models that read texts by a tokenizer of the application's.</summary>
public class OwnTokenizerTests
{
    private static readonly string[] Texts =
        ["the weather is lovely today", "it is so sunny outside", "he drove to the stadium", "Vectors are compared, one by one; the best counts.", "A password is changed on the account's page."];

    [Test]
    public async Task MicrosoftsBertTokenizerScoresAsTheModelsOwnWhereTheyAgree()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var own = CrossEncoderReranker.Load(folder);
        using var other = CrossEncoderReranker.Load(folder, new() { Tokenizer = Bert(own.Tokenizer) });
        foreach (string text in Texts)
        {
            Assert.That(other.Tokenizer.Encode("What is it?", text).Ids, Is.EqualTo(own.Tokenizer.Encode("What is it?", text).Ids), text);
        }

        RerankCandidate[] candidates = [.. Texts.Select(text => new RerankCandidate(text))];
        Assert.That(Scores(await other.RerankAsync("What is it?", candidates)), Is.EqualTo(Scores(await own.RerankAsync("What is it?", candidates))));
        Assert.That(other.GetService<RerankerMetadata>()!.Revision, Is.Not.EqualTo(own.GetService<RerankerMetadata>()!.Revision), "a cache keeps them apart");
        Assert.That(other.GetService<Tokenizer>(), Is.SameAs(other.Tokenizer));
    }

    [Test]
    public async Task MicrosoftsBertTokenizerGivesTheVectorsOfRealWeights()
    {
        string folder = Directory.CreateTempSubdirectory("rerankkit-own-tokenizer-").FullName;
        PublishedModel.MiniLM.WriteLateInteraction(folder);
        using (var own = MultiVectorEncoder.Load(folder))
        using (var other = MultiVectorEncoder.Load(folder, new() { Tokenizer = Bert(own.Tokenizer) }))
        {
            IReadOnlyList<TokenVectors> expected = await own.EncodeAsync(Texts, TextRole.Document);
            IReadOnlyList<TokenVectors> actual = await other.EncodeAsync(Texts, TextRole.Document);
            Assert.That(actual.Select(vectors => vectors.Values.ToArray()), Is.EqualTo(expected.Select(vectors => vectors.Values.ToArray())));
            Assert.That(
                async () => await other.EncodeAsync(Texts, TextRole.Document, new() { IncludeTokens = true }),
                Throws.TypeOf<NotSupportedException>().With.Message.Contains("explanations"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void PassageWindowsNeedRangesOfTheText()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var own = CrossEncoderReranker.Load(folder);
        using var other = CrossEncoderReranker.Load(folder, new() { Tokenizer = Bert(own.Tokenizer) });
        Assert.That(() => new PassageWindowsReranker(other), Throws.TypeOf<NotSupportedException>().With.Message.Contains("passage windows"));
        using var windows = new PassageWindowsReranker(other, new() { Tokenizer = own.Tokenizer });
        Assert.That(windows.GetService<RerankerMetadata>(), Is.Not.Null, "with the model's own they can be told");
    }

    [Test]
    public async Task ALayoutOfTheApplicationsIsWhatTheModelReads()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var own = CrossEncoderReranker.Load(folder);
        (int cls, int sep) = (own.Tokenizer.TokenToId("[CLS]")!.Value, own.Tokenizer.TokenToId("[SEP]")!.Value);
        using var same = CrossEncoderReranker.Load(folder, new() { PairLayout = PairLayout.Bert(cls, sep) });
        using var other = CrossEncoderReranker.Load(folder, new() { PairLayout = PairLayout.Roberta(cls, sep) });
        double[] expected = Scores(await own.RerankAsync("What is it?", [Texts[0], Texts[3]]));
        Assert.That(Scores(await same.RerankAsync("What is it?", [Texts[0], Texts[3]])), Is.EqualTo(expected));
        Assert.That(Scores(await other.RerankAsync("What is it?", [Texts[0], Texts[3]])), Is.Not.EqualTo(expected));
    }

    [Test]
    public void ReadingSpecialTokensIsTheGivenTokenizersOwnMatter()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        Assert.That(
            () => CrossEncoderReranker.Load(folder, new() { Tokenizer = HuggingFaceTokenizer.Load(folder), ParseSpecialTokens = true }),
            Throws.ArgumentException.With.Message.Contains("ParseSpecialTokens").And.Message.Contains("Tokenizer"));
    }

    // Microsoft's own, over the same vocabulary.
    private static BertTokenizer Bert(HuggingFaceTokenizer own)
    {
        string vocabulary = string.Join('\n', Enumerable.Range(0, own.VocabularySize).Select(id => own.IdToToken(id) ?? $"[hole{id}]"));
        return BertTokenizer.Create(new MemoryStream(Encoding.UTF8.GetBytes(vocabulary)));
    }

    private static double[] Scores(RerankResponse response) => [.. response.Results.OrderBy(result => result.Index).Select(result => result.Score)];
}
