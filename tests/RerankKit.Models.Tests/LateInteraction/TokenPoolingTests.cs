namespace RerankKit.Models.Tests.LateInteraction;

/// <summary>Pooling against Ward's algorithm in its plainest form: again and again the two nearest clusters.</summary>
public class TokenPoolingTests
{
    private const int Dimension = 7;

    [Test]
    public void PooledVectorsAreTheMeansOfWardsClusters([Values(2, 3, 5)] int factor, [Values(0, 1, 3)] int spared, [Values(5, 10, 33, 90)] int count)
    {
        float[] vectors = Vectors(count, seed: count + factor);
        float[] pooled = TokenPooling.Pool(vectors, Dimension, new(factor, spared), out int[]? members);

        int[][] clusters = Clusters(vectors, spared, Math.Max((count - spared) / factor, 1));
        Assert.That(pooled, Has.Length.EqualTo((spared + clusters.Length) * Dimension));
        Assert.That(pooled[..(spared * Dimension)], Is.EqualTo(vectors[..(spared * Dimension)]), "spared ones stay as they are");
        Assert.That(members![..spared], Is.EqualTo(Enumerable.Range(0, spared)));

        // The order of clusters is free for MaxSim: each is found by its first member.
        for (int i = spared; i < members.Length; i++)
        {
            int[] cluster = clusters.Single(cluster => cluster.Min() == members[i]);
            for (int j = 0; j < Dimension; j++)
            {
                Assert.That(pooled[(i * Dimension) + j], Is.EqualTo(cluster.Average(member => (double)vectors[(member * Dimension) + j])).Within(1e-6));
            }
        }
    }

    [Test]
    public void ClustersComeInScipysOrder()
    {
        // By hand: {1, 2} merge first, then {3, 4}, then 0 joins {1, 2}. Down the tree stand {3, 4}, made before the part with 0, then {1, 2}, then 0 alone.
        int[] labels = WardClustering.Labels(Angles(0, 30, 32, 90, 94), 2, clusters: 3, out int found);
        Assert.That(found, Is.EqualTo(3));
        Assert.That(labels, Is.EqualTo(new[] { 2, 1, 1, 0, 0 }));
    }

    [Test]
    public void NothingIsMergedWhereNothingCanBe()
    {
        float[] vectors = Vectors(3, seed: 1);
        Assert.That(TokenPooling.Pool(vectors, Dimension, new(2, 5), out int[]? members), Is.SameAs(vectors));
        Assert.That(members, Is.Null);
        Assert.That(TokenPooling.Pool([], Dimension, new(2, 1), out _), Is.Empty);
        Assert.That(TokenPooling.Pool(Vectors(1, seed: 2), Dimension, new(2, 0), out _), Has.Length.EqualTo(Dimension));
    }

    [Test]
    public void TwoTokensBecomeOne() => Assert.That(TokenPooling.Pool(Vectors(2, seed: 3), Dimension, new(2, 0), out _), Has.Length.EqualTo(Dimension));

    [Test]
    public void EqualVectorsBecomeOne()
    {
        float[] vectors = [.. Enumerable.Repeat<float[]>([0, 1], 12).SelectMany(vector => vector)];
        float[] pooled = TokenPooling.Pool(vectors, 2, new(2, 1), out _);
        Assert.That(pooled, Is.EqualTo(new[] { 0f, 1, 0, 1 }), "merges that are equally far are all made");
    }

    [Test]
    public async Task AnEncoderPoolsDocumentsAndNotQueries()
    {
        string model = SharedModels.Of(EncoderCases.SentenceTransformers.Model).FullName;
        using var plain = MultiVectorEncoder.Load(model);
        using var pooling = MultiVectorEncoder.Load(model, new() { PoolingFactor = 3 });
        string[] texts = EncoderTexts.Of(12);
        IReadOnlyList<TokenVectors> documents = await plain.EncodeAsync(texts, TextRole.Document, new() { IncludeTokens = true });
        IReadOnlyList<TokenVectors> pooled = await pooling.EncodeAsync(texts, TextRole.Document, new() { IncludeTokens = true });
        IReadOnlyList<TokenVectors> skipped = await pooling.EncodeAsync(texts, TextRole.Document, new() { SkipPooling = true });
        IReadOnlyList<TokenVectors> queries = await pooling.EncodeAsync(texts, TextRole.Query);

        Assert.That(((MultiVectorEncoderMetadata)pooling.GetService(typeof(MultiVectorEncoderMetadata))!).IsNormalized, Is.False, "a mean is shorter");
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.That(pooled[i].Values.ToArray(), Is.EqualTo(TokenPooling.Pool(documents[i].Values.ToArray(), plain.Dimension, new(3, 1), out int[]? members)).Within(1e-5f));
            Assert.That(pooled[i].Tokens, Is.EqualTo(members is null ? documents[i].Tokens : members.Select(member => documents[i].Tokens[member])));
            Assert.That(pooled[i].TokenCount, Is.EqualTo(documents[i].TokenCount));
            Assert.That(skipped[i].Values.ToArray(), Is.EqualTo(documents[i].Values.ToArray()).Within(1e-5f));
            Assert.That(queries[i].Count, Is.EqualTo(16));
        }
    }

    private static float[] Angles(params int[] degrees) =>
        [.. degrees.SelectMany(angle => new[] { (float)Math.Cos(angle * Math.PI / 180), (float)Math.Sin(angle * Math.PI / 180) })];

    private static float[] Vectors(int count, int seed)
    {
        var random = new Random(seed);
        float[] vectors = new float[count * Dimension];
        for (int i = 0; i < count; i++)
        {
            double[] values = [.. Enumerable.Range(0, Dimension).Select(_ => (random.NextDouble() * 2) - 1)];
            double length = Math.Sqrt(values.Sum(value => value * value));
            for (int j = 0; j < Dimension; j++)
            {
                vectors[(i * Dimension) + j] = (float)(values[j] / length);
            }
        }

        return vectors;
    }

    // Ward 1963 over a full matrix, with the Lance-Williams formula on distances as scipy has it.
    private static int[][] Clusters(float[] vectors, int first, int wanted)
    {
        int count = (vectors.Length / Dimension) - first;
        List<List<int>> clusters = [.. Enumerable.Range(first, count).Select(i => new List<int> { i })];
        double[,] distance = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double dot = Enumerable.Range(0, Dimension).Sum(k => (double)vectors[((first + i) * Dimension) + k] * vectors[((first + j) * Dimension) + k]);
                distance[i, j] = 1 - dot;
            }
        }

        List<int> alive = [.. Enumerable.Range(0, count)];
        while (alive.Count > wanted)
        {
            (int a, int b) = (from i in alive from j in alive where i < j orderby distance[i, j] select (i, j)).First();
            foreach (int other in alive.Where(other => other != a && other != b))
            {
                (double na, double nb, double no) = (clusters[a].Count, clusters[b].Count, clusters[other].Count);
                double square = (((na + no) * Math.Pow(distance[a, other], 2)) + ((nb + no) * Math.Pow(distance[b, other], 2)) - (no * Math.Pow(distance[a, b], 2))) / (na + nb + no);
                distance[a, other] = distance[other, a] = Math.Sqrt(square);
            }

            clusters[a].AddRange(clusters[b]);
            alive.Remove(b);
        }

        return [.. alive.Select(i => clusters[i].ToArray())];
    }
}
