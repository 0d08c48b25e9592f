namespace RerankKit.Models.Tests.LateInteraction;

[NonParallelizable]
public class MultiVectorAllocationTests
{
    private const int PerText = 400;
    private const int PerCall = 16 * 1024;

    [Test]
    public async Task ACallAllocatesItsVectorsAndLittleMore([Values] TextRole role)
    {
        using var encoder = MultiVectorEncoder.Load(SharedModels.Of(EncoderCases.SentenceTransformers.Model).FullName, new() { Concurrency = 1 });
        string[] texts = EncoderTexts.Of(200);
        for (int i = 0; i < 5; i++)
        {
            await encoder.EncodeAsync(texts, role);
        }

        // The workers' share counts too, and so does whatever else runs: the least of several rounds.
        long least = long.MaxValue;
        long vectors = 0;
        for (int i = 0; i < 8; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            IReadOnlyList<TokenVectors> encoded = await encoder.EncodeAsync(texts, role);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            vectors = encoded.Sum(item => (long)item.Values.Length * sizeof(float));
        }

        Assert.That(least, Is.LessThan(vectors + (texts.Length * PerText) + PerCall));
        Assert.That(least, Is.GreaterThan(vectors), "the measurement sees the vectors");
    }
}
