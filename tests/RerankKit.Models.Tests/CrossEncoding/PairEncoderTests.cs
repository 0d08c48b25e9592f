using RerankKit.TestModels;

namespace RerankKit.Models.Tests.CrossEncoding;

/// <summary>What the model reads, against the tokenizer's own pairs and truncation.</summary>
public class PairEncoderTests
{
    private static readonly TestArchitecture[] Encoders =
        [TestArchitecture.Bert, TestArchitecture.Roberta, TestArchitecture.XlmRoberta, TestArchitecture.DebertaV2, TestArchitecture.ModernBert];

    [Test]
    public void PairsAreLaidOutAsTheTokenizerDoes(
        [ValueSource(nameof(Encoders))] TestArchitecture architecture, [Values(16, 33, 64)] int maxLength, [Values] PairTruncation truncation)
    {
        var tokenizer = HuggingFaceTokenizer.Load(SharedModels.Of(architecture).FullName);
        var random = new Random(maxLength);
        var scratch = new SequenceScratch();
        TruncationStrategy strategy = truncation == PairTruncation.LongestFirst ? TruncationStrategy.LongestFirst : TruncationStrategy.OnlySecond;
        for (int round = 0; round < 200; round++)
        {
            string query = RandomTexts.Of(random, random.Next(1, 30));
            string document = RandomTexts.Of(random, random.Next(0, 40));
            var encoder = new PairEncoder(tokenizer, new() { Truncation = truncation }, maxLength, documentLimit: null, query);

            bool isTruncated = encoder.Encode(document, scratch);

            TokenizedText expected = tokenizer.Encode(query, document, new() { MaxLength = maxLength, Truncation = strategy });
            Assert.That(scratch.Ids.ToArray(), Is.EqualTo(expected.Ids), $"'{query}' '{document}'");
            Assert.That(scratch.TypeIds.ToArray(), Is.EqualTo(expected.TypeIds));
            Assert.That(isTruncated, Is.EqualTo(expected.Sequences.Count(sequence => sequence == 1) < tokenizer.CountTokens(document)), "the document was cut");
        }
    }

    [Test]
    public void AQueryThatWouldTakeEverythingIsCutToItsShare()
    {
        var tokenizer = HuggingFaceTokenizer.Load(SharedModels.Of(TestArchitecture.Bert).FullName);
        var random = new Random(2);
        var scratch = new SequenceScratch();
        var encoder = new PairEncoder(tokenizer, new(), maxLength: 64, documentLimit: null, RandomTexts.Of(random, 100));
        bool isTruncated = encoder.Encode(RandomTexts.Of(random, 100), scratch);
        int documentTokens = scratch.TypeIds.ToArray().Count(type => type == 1) - 1;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(scratch.Length, Is.EqualTo(64));
            Assert.That(documentTokens, Is.EqualTo(61 - (int)(61 * 0.75)));
            Assert.That(isTruncated, Is.True);
        }
    }

    [Test]
    public void ADocumentCanBeHeldToFewerTokensThanFit()
    {
        var tokenizer = HuggingFaceTokenizer.Load(SharedModels.Of(TestArchitecture.Bert).FullName);
        var scratch = new SequenceScratch();
        var encoder = new PairEncoder(tokenizer, new(), maxLength: 64, documentLimit: 5, "query");
        bool isTruncated = encoder.Encode(RandomTexts.Of(new Random(2), 30), scratch);
        Assert.That(scratch.TypeIds.ToArray().Count(type => type == 1), Is.EqualTo(5 + 1));
        Assert.That(isTruncated, Is.True);
    }

    [Test]
    public async Task SpecialTokensInADocumentAreTextUnlessTheyAreToBeParsed()
    {
        string folder = SharedModels.Of(TestArchitecture.Bert).FullName;
        using var text = CrossEncoderReranker.Load(folder);
        using var parsed = CrossEncoderReranker.Load(folder, new() { ParseSpecialTokens = true });
        RerankCandidate[] candidates = ["one [SEP] two"];
        int asText = (await text.RerankAsync("query", candidates)).Results[0].TokenCount!.Value;
        int asToken = (await parsed.RerankAsync("query", candidates)).Results[0].TokenCount!.Value;
        Assert.That(asText, Is.GreaterThan(asToken));
    }
}
