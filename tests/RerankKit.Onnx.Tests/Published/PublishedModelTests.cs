using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using RerankKit.LateInteraction;
using RerankKit.PublishedModels;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.Onnx.Tests.Published;

/// <summary>Real weights through the whole engine, against the runtime called without it and against what the publishers' pages say.</summary>
[TestFixture]
internal sealed class PublishedModelTests
{
    private static readonly string[] QuickStart = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
    private string _folder = "";

    [OneTimeSetUp]
    public void Write()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-published-").FullName;
        PublishedModel.MiniLM.WriteLateInteraction(Path.Combine(_folder, "minilm"));
        PublishedModel.ArcticXs.Write(Path.Combine(_folder, "arctic"));
        PublishedModel.MiniLM.WriteEmbedding(Path.Combine(_folder, "minilm-embedding"));
        PublishedModel.ArcticXs.WriteEmbedding(Path.Combine(_folder, "arctic-embedding"));
    }

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TokensAndGraphGiveTheSimilaritiesOfTheQuickStart()
    {
        // https://sbert.net, "Quickstart": 0.6660, 0.1046 and 0.1411 for these three sentences.
        float[][] vectors = [.. QuickStart.Select(text => Mean(Hidden("minilm", text)))];

        Assert.That(Cosine(vectors[0], vectors[1]), Is.EqualTo(0.6660).Within(1e-4));
        Assert.That(Cosine(vectors[0], vectors[2]), Is.EqualTo(0.1046).Within(1e-4));
        Assert.That(Cosine(vectors[1], vectors[2]), Is.EqualTo(0.1411).Within(1e-4));
    }

    [Test]
    public void TokensAndGraphGiveTheSimilaritiesOfArcticsModelCard()
    {
        // The card of snowflake-arctic-embed-xs: [CLS], queries behind this prompt.
        const string Prompt = "Represent this sentence for searching relevant passages: ";
        float[][] queries = [.. new[] { "what is snowflake?", "Where can I get the best tacos?" }.Select(query => Hidden("arctic", Prompt + query)[0])];
        float[][] documents = [.. new[] { "The Data Cloud!", "Mexico City of Course!" }.Select(document => Hidden("arctic", document)[0])];

        Assert.That(Cosine(queries[0], documents[0]), Is.EqualTo(0.57515126).Within(1e-4));
        Assert.That(Cosine(queries[0], documents[1]), Is.EqualTo(0.45798576).Within(1e-4));
        Assert.That(Cosine(queries[1], documents[1]), Is.EqualTo(0.5636022).Within(1e-4));
        Assert.That(Cosine(queries[1], documents[0]), Is.EqualTo(0.5044898).Within(1e-4));
    }

    [Test]
    public async Task TheEncodersVectorsAreTheRuntimesOwnBroughtToLengthOne()
    {
        using var encoder = MultiVectorEncoder.Load(Path.Combine(_folder, "minilm"));
        IReadOnlyList<TokenVectors> together = await encoder.EncodeAsync(QuickStart, TextRole.Document);
        IReadOnlyList<TokenVectors> reversed = await encoder.EncodeAsync([.. QuickStart.Reverse(), "one more"], TextRole.Document);
        for (int text = 0; text < QuickStart.Length; text++)
        {
            float[][] expected = [.. Hidden("minilm", QuickStart[text]).Select(Normalized)];
            Assert.That(together[text].Count, Is.EqualTo(expected.Length));
            for (int token = 0; token < expected.Length; token++)
            {
                Assert.That(together[text][token].ToArray(), Is.EqualTo(expected[token]).Within(1e-5f));
                Assert.That(reversed[QuickStart.Length - 1 - text][token].ToArray(), Is.EqualTo(expected[token]).Within(1e-5f), "whatever else is in the batch");
            }
        }
    }

    [Test]
    public async Task EightBitWeightsMadeOfTheRealOnesKeepTheVectorsDirections()
    {
        PublishedModel.MiniLM.WriteLateInteraction(Path.Combine(_folder, "minilm-int8"), isQuantized: true);
        using var whole = MultiVectorEncoder.Load(Path.Combine(_folder, "minilm"));
        using var quantized = MultiVectorEncoder.Load(Path.Combine(_folder, "minilm-int8"));
        IReadOnlyList<TokenVectors> expected = await whole.EncodeAsync(QuickStart, TextRole.Document);
        IReadOnlyList<TokenVectors> actual = await quantized.EncodeAsync(QuickStart, TextRole.Document);

        double[] cosines = [.. expected.SelectMany((text, i) => Enumerable.Range(0, text.Count).Select(token => Cosine(text[token].ToArray(), actual[i][token].ToArray())))];
        Assert.That(cosines.Average(), Is.InRange(0.98, 0.9999), "near, and not the same graph");
        Assert.That(cosines.Min(), Is.GreaterThan(0.95));
    }

    [Test]
    public async Task TheManagedEngineComputes8BitWeightsAsTheRuntimeComputesTheNumbersTheyStandFor()
    {
        string eight = Path.Combine(_folder, "minilm-eight");
        string widened = Path.Combine(_folder, "minilm-widened");
        PublishedModel.MiniLM.WriteLateInteraction(eight, isQuantized: true);
        PublishedModel.MiniLM.WriteLateInteraction(widened);
        Widen(Path.Combine(eight, "onnx", "model_quantized.onnx"), Path.Combine(widened, "onnx", "model.onnx"));
        string[] texts = [.. QuickStart, string.Join(' ', Enumerable.Repeat("a text that is as long as the model reads", 40))];
        float[][] actual = await VectorsAsync(eight, ModelEngine.Managed);
        float[][] expected = await VectorsAsync(widened, ModelEngine.OnnxRuntime);
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-5f));
        }

        float[][] whole = await VectorsAsync("minilm", ModelEngine.OnnxRuntime);
        float[][] integers = await VectorsAsync(eight, ModelEngine.OnnxRuntime);
        Assert.That(Likeness(actual, whole), Is.GreaterThan(Likeness(integers, whole)), "nearer to the published weights than with activations of 8 bits");

        static double Likeness(float[][] a, float[][] b) => a.Zip(b, Cosine).Average();
        async Task<float[][]> VectorsAsync(string folder, ModelEngine engine)
        {
            using var encoder = MultiVectorEncoder.Load(Path.Combine(_folder, folder), new() { Engine = engine });
            return [.. (await encoder.EncodeAsync(texts, TextRole.Document)).SelectMany(vectors => Enumerable.Range(0, vectors.Count).Select(token => vectors[token].ToArray()))];
        }
    }

    [Test]
    public async Task EmbeddingsGiveTheSimilaritiesOfTheQuickStart()
    {
        using var reranker = new EmbeddingReranker(OnnxEmbeddingGenerator.Load(Path.Combine(_folder, "minilm-embedding")));
        RerankResponse response = await reranker.RerankAsync(QuickStart[0], [QuickStart[1], QuickStart[2]]);
        RerankResponse other = await reranker.RerankAsync(QuickStart[1], [QuickStart[2]]);
        Assert.That(response.Results.Select(result => result.Score).Append(other.Results[0].Score), Is.EqualTo(new[] { 0.6660, 0.1046, 0.1411 }).Within(1e-4));
    }

    [Test]
    public async Task EmbeddingsGiveTheSimilaritiesOfArcticsModelCard()
    {
        using var reranker = new EmbeddingReranker(OnnxEmbeddingGenerator.Load(Path.Combine(_folder, "arctic-embedding")));
        RerankResponse snowflake = await reranker.RerankAsync("what is snowflake?", ["The Data Cloud!", "Mexico City of Course!"]);
        RerankResponse tacos = await reranker.RerankAsync("Where can I get the best tacos?", ["The Data Cloud!", "Mexico City of Course!"]);
        Assert.That(snowflake.Results.Select(result => result.Score), Is.EqualTo(new[] { 0.57515126, 0.45798576 }).Within(1e-4));
        Assert.That(tacos.Results.Select(result => result.Score), Is.EqualTo(new[] { 0.5636022, 0.5044898 }).Within(1e-4));
    }

    [TestCase("minilm-embedding")]
    [TestCase("arctic-embedding")]
    public async Task TheManagedEnginesVectorsAreTheRuntimes(string model)
    {
        string[] texts = [.. QuickStart, "short", string.Join(' ', Enumerable.Repeat("a text that is as long as the model reads", 40))];
        using var managed = OnnxEmbeddingGenerator.Load(Path.Combine(_folder, model), new() { Engine = ModelEngine.Managed });
        using var runtime = OnnxEmbeddingGenerator.Load(Path.Combine(_folder, model), new() { Engine = ModelEngine.OnnxRuntime });
        GeneratedEmbeddings<Embedding<float>> actual = await managed.GenerateAsync(texts);
        GeneratedEmbeddings<Embedding<float>> expected = await runtime.GenerateAsync(texts);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.That(actual[i].Vector.ToArray(), Is.EqualTo(expected[i].Vector.ToArray()).Within(1e-5f));
        }
    }

    [Test]
    public async Task LateInteractionOverRealWeightsRanksByMeaning()
    {
        using var encoder = MultiVectorEncoder.Load(Path.Combine(_folder, "minilm"));
        using var reranker = new LateInteractionReranker(encoder);
        RerankResponse response = await reranker.RerankAsync(
            "how do I change my password",
            ["The stadium opens at noon.", "Credentials are renewed on the security page of your account.", "Change the oil of the car every year."]);

        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    [TestCase("minilm")]
    [TestCase("arctic")]
    public void AnEmbeddingModelIsNoCrossEncoderAndTheMessageSaysWhatItIsGoodFor(string model)
    {
        Assert.That(
            () => CrossEncoderReranker.Load(Path.Combine(_folder, model)),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("embedding model").And.Message.Contains("AddEmbeddings").And.Message.Contains("late interaction"));
    }

    // Writes what 8 bits keep of the weights into the graph that they were made of.
    private static void Widen(string quantized, string graph)
    {
        Dictionary<string, TensorProto> eight = ModelProto.Parser.ParseFrom(File.ReadAllBytes(quantized)).Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(graph));
        foreach (TensorProto weight in model.Graph.Initializer.Where(tensor => eight.ContainsKey($"{tensor.Name}_quantized")))
        {
            ReadOnlySpan<byte> levels = eight[$"{weight.Name}_quantized"].RawData.Span;
            ReadOnlySpan<float> scales = MemoryMarshal.Cast<byte, float>(eight[$"{weight.Name}_scale"].RawData.Span);
            float[] numbers = new float[levels.Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = (sbyte)levels[i] * scales[i % scales.Length];
            }

            weight.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }

        File.WriteAllBytes(graph, model.ToByteArray());
    }

    // The last hidden states, by the runtime alone: one array per token.
    private float[][] Hidden(string model, string text)
    {
        string folder = Path.Combine(_folder, model);
        long[] ids = [.. HuggingFaceTokenizer.Load(folder).Encode(text).Ids.Select(id => (long)id)];
        using var session = new InferenceSession(Path.Combine(folder, "onnx", "model.onnx"));
        long[] shape = [1, ids.Length];
        using OrtValue tokens = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using OrtValue mask = OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat(1L, ids.Length).ToArray(), shape);
        using OrtValue types = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        var inputs = new Dictionary<string, OrtValue> { ["input_ids"] = tokens, ["attention_mask"] = mask, ["token_type_ids"] = types };
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [.. session.InputNames.Select(name => name)], [.. session.InputNames.Select(name => inputs[name])], [session.OutputNames[0]]);
        return [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(384)];
    }

    private static float[] Mean(float[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Average(row => row[column]))];

    private static float[] Normalized(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => (float)(value / length))];
    }

    private static double Cosine(float[] a, float[] b) => Normalized(a).Zip(Normalized(b), (x, y) => (double)x * y).Sum();
}
