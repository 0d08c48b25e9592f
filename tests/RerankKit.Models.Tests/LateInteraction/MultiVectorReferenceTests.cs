using RerankKit.TestModels;

namespace RerankKit.Models.Tests.LateInteraction;

/// <summary>Vectors against the double-precision reference, through the whole engine.</summary>
public class MultiVectorReferenceTests
{
    private static IEnumerable<TestCaseData> Cases() =>
        from item in EncoderCases.All from role in Enum.GetValues<TextRole>() select new TestCaseData(item, role).SetArgDisplayNames(item.Name, $"{role}");

    [TestCaseSource(nameof(Cases))]
    public async Task VectorsAreThoseOfTheReference(object item, TextRole role)
    {
        var encoderCase = (EncoderCase)item;
        TestModelFolder folder = SharedModels.Of(encoderCase.Model);
        using var encoder = MultiVectorEncoder.Load(folder.FullName, encoderCase.Options);
        string[] texts = EncoderTexts.Of(20);

        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(texts, role);

        ReferenceEncoder reference = encoderCase.Reference(folder);
        for (int i = 0; i < texts.Length; i++)
        {
            AssertVectors(vectors[i], reference.Encode(texts[i], role), texts[i]);
        }
    }

    [Test]
    public async Task VectorsDoNotDependOnBatchesOrThreads([Values(1, 40, 100_000)] int tokenBudget, [Values(1, 3)] int concurrency, [Values] TextRole role)
    {
        EncoderCase item = EncoderCases.SentenceTransformers;
        TestModelFolder folder = SharedModels.Of(item.Model);
        using var encoder = MultiVectorEncoder.Load(folder.FullName, new() { TokenBudget = tokenBudget, Concurrency = concurrency });
        string[] texts = EncoderTexts.Of(50);

        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(texts, role);

        ReferenceEncoder reference = item.Reference(folder);
        for (int i = 0; i < texts.Length; i++)
        {
            AssertVectors(vectors[i], reference.Encode(texts[i], role), texts[i]);
        }
    }

    [Test]
    public async Task VectorsDoNotDependOnCompanyPlaceOrCaller([Values] TextRole role)
    {
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.Stanford.Model).FullName, new() { Concurrency = 2 });
        string[] texts = EncoderTexts.Of(40);
        IReadOnlyList<TokenVectors> together = await encoder.EncodeAsync(texts, role);
        int[] order = [.. Enumerable.Range(0, texts.Length)];
        new Random(9).Shuffle(order);

        IReadOnlyList<TokenVectors> shuffled = await encoder.EncodeAsync([.. order.Select(i => texts[i])], role);
        IReadOnlyList<TokenVectors>[] atOnce = await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => encoder.EncodeAsync(texts, (caller & 1) == 0 ? role : 1 - role)));

        for (int i = 0; i < order.Length; i++)
        {
            AssertSame(shuffled[i], together[order[i]]);
            AssertSame((await encoder.EncodeAsync([texts[i]], role))[0], together[i]);
            AssertSame(atOnce[0][i], together[i]);
            AssertSame(atOnce[6][i], together[i]);
        }
    }

    [Test]
    public async Task QuantizedGraphsGiveATextExactlyTheSameVectorsInAnyCompany()
    {
        TestModelOptions options = EncoderCases.Stanford.Model with { Quantization = TestQuantization.SignedPerTensor };
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(options).FullName, new() { Concurrency = 2 });
        string[] texts = EncoderTexts.Of(20);
        IReadOnlyList<TokenVectors> together = await encoder.EncodeAsync(texts, TextRole.Document);
        for (int i = 0; i < texts.Length; i++)
        {
            TokenVectors alone = (await encoder.EncodeAsync([texts[i]], TextRole.Document))[0];
            Assert.That(alone.Values.ToArray(), Is.EqualTo(together[i].Values.ToArray()));
        }
    }

    [TestCase(TestOutputType.Binary16, 2e-3)]
    [TestCase(TestOutputType.BFloat16, 2e-2)]
    public async Task OutputsOf16BitsAreRead(TestOutputType type, double tolerance)
    {
        EncoderCase item = EncoderCases.Stanford with { Model = EncoderCases.Stanford.Model with { OutputType = type, Int32Inputs = true, OnnxFolder = true } };
        TestModelFolder folder = SharedModels.Of(item.Model);
        using var encoder = MultiVectorEncoder.Load(folder.FullName);
        string[] texts = EncoderTexts.Of(8);
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(texts, TextRole.Document);
        ReferenceEncoder reference = item.Reference(folder);
        for (int i = 0; i < texts.Length; i++)
        {
            AssertVectors(vectors[i], reference.Encode(texts[i], TextRole.Document), texts[i], tolerance);
        }
    }

    [Test]
    public async Task ANextPlaidFolderNeedsNoOtherConfiguration()
    {
        EncoderCase item = EncoderCases.All.Single(item => item.Name == "next-plaid, BERT");
        using var folder = new TestModelFolder(item.Model);
        foreach (string file in (string[])["config.json", "special_tokens_map.json"])
        {
            File.Delete(folder.File(file));
        }

        using var encoder = MultiVectorEncoder.Load(folder.FullName);
        string[] texts = EncoderTexts.Of(8);
        IReadOnlyList<TokenVectors> vectors = await encoder.EncodeAsync(texts, TextRole.Query);
        ReferenceEncoder reference = item.Reference(folder);
        for (int i = 0; i < texts.Length; i++)
        {
            AssertVectors(vectors[i], reference.Encode(texts[i], TextRole.Query), texts[i]);
        }
    }

    private static void AssertVectors(TokenVectors actual, double[][] expected, string text, double tolerance = 1e-5)
    {
        Assert.That(actual.Count, Is.EqualTo(expected.Length), text);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i].ToArray().Select(value => (double)value), Is.EqualTo(expected[i]).Within(tolerance), $"token {i} of '{text}'");
        }
    }

    private static void AssertSame(TokenVectors actual, TokenVectors expected) =>
        Assert.That(actual.Values.ToArray(), Is.EqualTo(expected.Values.ToArray()).Within(1e-5f));
}
