using System.Text.Json.Nodes;
using RerankKit.Managed.Tests.Weights;
using RerankKit.TestModels;
using Tokens = RerankKit.Managed.Tests.EngineRuns.Tokens;

namespace RerankKit.Managed.Tests;

/// <summary>What configurations of DeBERTa may ask for, beyond what the generated family does.</summary>
[TestFixture]
internal sealed class DebertaV2Tests
{
    private static readonly Tokens[] Sequences = [new([.. Enumerable.Range(5, 70)]), new([2, 5, 6, 3])];
    private string _folder = "";

    [SetUp]
    public void Make()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-deberta-").FullName;
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.DebertaV2));
    }

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void ADistanceHasTheRowThatTorchGivesIt([Values(8, 32, 256)] int buckets, [Values(512, 1024)] int distances)
    {
        var positions = new RelativePositions { Span = buckets, Buckets = buckets, MaxDistance = distances, IsNormed = true, SharesProjections = true, HasKeys = true, HasQueries = true };
        for (int distance = -distances + 2; distance < distances - 1; distance++)
        {
            Assert.That(positions.Row(distance), Is.EqualTo(Math.Clamp(TorchBucket(distance, buckets, distances) + buckets, 0, (2 * buckets) - 1)), $"{distance}");
        }
    }

    [Test]
    public void WithoutBucketsADistanceHasARowOfItsOwn()
    {
        var positions = new RelativePositions { Span = 64, Buckets = 0, MaxDistance = 64, IsNormed = true, SharesProjections = true, HasKeys = true, HasQueries = true };
        Assert.That(new[] { -90, -64, -1, 0, 63, 64 }.Select(positions.Row), Is.EqualTo(new[] { 0, 0, 63, 64, 127, 127 }));
    }

    [Test]
    public void ProjectionsOfDistancesOfTheirOwnAreRead()
    {
        float[][] shared = Logits(_ => { }, _ => []);
        Assert.That(Logits(config => config["share_att_key"] = false, Copies), Is.EqualTo(shared));
        Assert.That(Logits(config => config["share_att_key"] = false, tensor => Copies(tensor).Select(Half)).SelectMany(logits => logits), Is.Not.EqualTo(shared.SelectMany(logits => logits)).Within(1e-4f));
    }

    // With one product less the others are scaled by another root: queries that make up for it, and distances without queries, give the same.
    [Test]
    public void OneOfTheProductsMayBeMissing()
    {
        IEnumerable<SafetensorsFolder.Tensor> WithoutQueries(SafetensorsFolder.Tensor tensor) => Copies(tensor)
            .Select(copy => copy.Name.Contains("pos_query", StringComparison.Ordinal) ? copy with { Numbers = new float[copy.Numbers.Length] } : copy)
            .Concat(tensor.Name.Contains("query_proj", StringComparison.Ordinal) ? [Scaled(tensor, MathF.Sqrt(1.5f))] : []);
        float[][] expected = Logits(config => config["share_att_key"] = false, WithoutQueries);
        float[][] actual = Logits(config => (config["share_att_key"], config["pos_att_type"]) = (false, "C2P"), Copies);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(2e-5f));
        }
    }

    [Test]
    public void DistancesThatAreNotNormalisedAreTakenAsTheyAre()
    {
        float[][] expected = Logits(_ => { }, tensor => tensor.Name.Contains("encoder.LayerNorm", StringComparison.Ordinal) ? [tensor with { Numbers = [.. tensor.Numbers.Select(_ => tensor.Name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0)] }] : []);
        float[][] actual = Logits(config => config["norm_rel_ebd"] = "none", tensor => tensor.Name.Contains("rel_embeddings", StringComparison.Ordinal) ? [tensor with { Numbers = Normalized(tensor) }] : []);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(2e-5f));
        }
    }

    [Test]
    public void ThePoolersActivationIsTheConfigurations()
    {
        float[][] gelu = Logits(_ => { }, _ => []);
        Assert.That(Logits(config => config.Remove("pooler_hidden_act"), _ => []), Is.EqualTo(gelu), "gelu where the file does not say");
        Assert.That(Logits(config => config["pooler_hidden_act"] = "tanh", _ => [])[0], Is.Not.EqualTo(gelu[0]).Within(1e-3f));
    }

    private float[][] Logits(Action<JsonObject> change, Func<SafetensorsFolder.Tensor, IEnumerable<SafetensorsFolder.Tensor>> add)
    {
        TestModel.Write(_folder, TestModelPresets.Tiny(TestArchitecture.DebertaV2));
        SafetensorsFolder.Write(_folder, add: add);
        string path = Path.Combine(_folder, "config.json");
        JsonObject config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(config);
        File.WriteAllText(path, config.ToJsonString());
        using var engine = new EngineRuns(_folder, EncoderKernels.Preferred);
        return engine.Run(1, isLogits: true, Sequences);
    }

    private static IEnumerable<SafetensorsFolder.Tensor> Copies(SafetensorsFolder.Tensor tensor) =>
        tensor.Name.Contains("query_proj", StringComparison.Ordinal) || tensor.Name.Contains("key_proj", StringComparison.Ordinal)
            ? [tensor with { Name = tensor.Name.Replace("self.", "self.pos_", StringComparison.Ordinal) }]
            : [];

    private static SafetensorsFolder.Tensor Half(SafetensorsFolder.Tensor tensor) => Scaled(tensor, 0.5f);

    private static SafetensorsFolder.Tensor Scaled(SafetensorsFolder.Tensor tensor, float factor) => tensor with { Numbers = [.. tensor.Numbers.Select(number => number * factor)] };

    private static float[] Normalized(SafetensorsFolder.Tensor tensor) => [.. tensor.Numbers.Chunk((int)tensor.Shape[1]).SelectMany(row =>
    {
        double mean = row.Average();
        double deviation = Math.Sqrt(row.Average(number => (number - mean) * (number - mean)) + 1e-7);
        return row.Select(number => (float)((number - mean) / deviation));
    })];

    // transformers' make_log_bucket_position, in the single precision that it has.
    private static int TorchBucket(int distance, int buckets, int distances)
    {
        int middle = buckets / 2;
        float size = distance < middle && distance > -middle ? middle - 1 : Math.Abs(distance);
        float far = MathF.Ceiling(MathF.Log(size / middle) / MathF.Log((float)((distances - 1.0) / middle)) * (middle - 1)) + middle;
        return (int)(size <= middle ? distance : far * Math.Sign(distance));
    }
}
