namespace RerankKit.LateInteraction.Tests;

public class MaxSimQueryTests
{
    [Test]
    public void QueriesThatCannotBeScoredAreRefused()
    {
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 4);
        Assert.Multiple(() =>
        {
            Assert.That(() => new MaxSimQuery(new(new float[6], 3), codec), Throws.ArgumentException.With.Message.Contains("3 numbers and the documents' 4"));
            Assert.That(() => new MaxSimQuery(new(ReadOnlyMemory<float>.Empty, 4), codec), Throws.ArgumentException.With.Message.Contains("no vectors"));
            Assert.That(() => new MaxSimQuery(new(new[] { 0, 1, float.NaN, 0 }, 4), codec), Throws.ArgumentException.With.Message.Contains("Number 2 is NaN"));
            Assert.That(() => new MaxSimQuery(new(new[] { 0, 1, 0, float.NegativeInfinity }, 4), codec), Throws.ArgumentException.With.Message.Contains("Number 3"));
        });
    }

    [Test]
    public void AKernelThatDoesNotExistIsNamedWithThoseThatDo()
    {
        Assert.That(
            () => MaxSimKernels.Select("vnni1024"),
            Throws.InvalidOperationException.With.Message.Contains("RERANKKIT_MAXSIM_KERNEL is 'vnni1024'").And.Message.Contains("vector128, scalar"));
    }

    [Test]
    public void KernelsAreChosenByNameOrByPreference()
    {
        MaxSimKernel fastest = MaxSimKernels.All.First(kernel => kernel.IsSupported);
        Assert.Multiple(() =>
        {
            Assert.That(MaxSimKernels.Select(null), Is.SameAs(fastest));
            Assert.That(MaxSimKernels.Select(""), Is.SameAs(fastest));
            Assert.That(MaxSimKernels.Select("Scalar").Name, Is.EqualTo("scalar"));
        });
    }

    [Test]
    public void ADisposedQueryScoresNothing()
    {
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 4);
        var query = new MaxSimQuery(MaxSimData.Units(new(1), 2, 4), codec);
        query.Dispose();
        query.Dispose();
        Assert.That(() => query.Score(new byte[16]), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void OptionsAreReadWhenTheQueryIsMade()
    {
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 4);
        var options = new MaxSimOptions();
        using var query = new MaxSimQuery(new(new float[] { 1, 0, 0, 0, 1, 0, 0, 0 }, 4), codec, options);
        options.Mean = true;
        Assert.That(query.Score(MaxSimData.Encode(codec, new(new float[] { 1, 0, 0, 0 }, 4))), Is.EqualTo(2));
    }

    [Test]
    public void ALimitOnLengthsIsFiniteAndAboveZero()
    {
        foreach (float value in (float[])[0, -1, float.NaN, float.PositiveInfinity])
        {
            Assert.That(() => new MaxSimOptions { MaxDocumentNorm = value }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void AFailureOnAnotherThreadReachesTheCaller()
    {
        // A document that names a centroid that is not there, among many.
        var random = new Random(2);
        TokenVectorCodec codec = MaxSimData.Codec(TokenVectorPrecision.Residual2Bit, 128);
        ReadOnlyMemory<byte>[] documents = [.. Enumerable.Range(0, 80).Select(_ => (ReadOnlyMemory<byte>)MaxSimData.Encode(codec, MaxSimData.Units(random, 40, 128)))];
        byte[] damaged = documents[41].ToArray();
        damaged[3] = 0x70;
        documents[41] = damaged;
        using var query = new MaxSimQuery(MaxSimData.Units(random, 32, 128), codec);
        Assert.That(() => query.Score(documents, new float[80], 4), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("centroid"));
    }

    [Test]
    public void ACallOnSeveralThreadsAllocatesLittle()
    {
        var random = new Random(4);
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float32, 128);
        ReadOnlyMemory<byte>[] documents = [.. Enumerable.Range(0, 80).Select(_ => (ReadOnlyMemory<byte>)MaxSimData.Encode(codec, MaxSimData.Units(random, 40, 128)))];
        float[] scores = new float[80];
        using var query = new MaxSimQuery(MaxSimData.Units(random, 32, 128), codec);
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            // The thread pool's queue grows now and then.
            long before = GC.GetAllocatedBytesForCurrentThread();
            query.Score(documents, scores, maxDegreeOfParallelism: 2);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.That(least, Is.LessThanOrEqualTo(200));
    }

    [Test]
    public void OneCallScoresOneDocument()
    {
        TokenVectors query = MaxSimData.Units(new(1), 5, 12);
        TokenVectors document = MaxSimData.Units(new(2), 8, 12);
        Assert.Multiple(() =>
        {
            Assert.That((double)MaxSim.Score(query, document), Is.EqualTo(MaxSimData.Reference(query, document)).Within(1e-5));
            Assert.That((double)MaxSim.Score(query, document, new() { Mean = true }), Is.EqualTo(MaxSimData.Reference(query, document) / 5).Within(1e-5));
            Assert.That(MaxSim.Score(query, new(ReadOnlyMemory<float>.Empty, 12)), Is.EqualTo(MaxSimQuery.EmptyDocumentScore));
            Assert.That(() => MaxSim.Score(query, new(new[] { float.NaN }, 1)), Throws.ArgumentException);
        });
    }

    [Test]
    public void ManyThreadsMayShareAQuery()
    {
        var random = new Random(3);
        var codec = TokenVectorCodecs.Create(TokenVectorPrecision.Float16, 64);
        using var query = new MaxSimQuery(MaxSimData.Units(random, 32, 64), codec);
        byte[][] documents = [.. Enumerable.Range(1, 50).Select(i => MaxSimData.Encode(codec, MaxSimData.Units(random, i, 64)))];
        float[] expected = [.. documents.Select(document => query.Score(document))];
        float[][] actual = new float[8][];
        Parallel.For(0, 8, thread => actual[thread] = [.. documents.Select(document => query.Score(document))]);
        Assert.That(actual, Is.All.EqualTo(expected));
    }
}
