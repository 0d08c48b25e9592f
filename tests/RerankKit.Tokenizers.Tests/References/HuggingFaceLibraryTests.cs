using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RerankKit.Tokenizers;

/// <summary>Our tokenizers beside Hugging Face's own library: on the reference lines, on random texts, and with random pipelines.</summary>
[Parallelizable(ParallelScope.All)]
public class HuggingFaceLibraryTests
{
    private static readonly string[] Shared =
    [
        "albert-base-v2", "bert-base-chinese", "bert-base-multilingual-cased", "bert-base-uncased", "mbart-en-pruned", "modernbert-base", "phi-3-mini", "roberta-base", "t5-small",
    ];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static IReadOnlyList<string> Names => ReferenceTokenizers.Names;

    [Test]
    public void TheReferenceLinesAreTheLibrarys([ValueSource(nameof(Names))] string name)
    {
        using var native = new NativeTokenizer(ReferenceTokenizers.PathOf(name));
        IEnumerable<int[]> ids = ReferenceTokenizers.Texts.Select(native.Encode);
        if (Environment.GetEnvironmentVariable("RERANKKIT_UPDATE_REFERENCES") == "1")
        {
            ReferenceTokenizers.WriteIds(name, ids);
        }

        Assert.That(ReferenceTokenizers.Ids(name), Is.EqualTo(ids), "Run the test with RERANKKIT_UPDATE_REFERENCES=1 if a tokenizer or a text was changed.");
    }

    [Test]
    public void RandomTextsGiveTheSameIds([ValueSource(nameof(Names))] string name) => AssertSame(ReferenceTokenizers.PathOf(name), count: 600, seed: 5);

    [Test]
    public void RandomTextsGiveTheSameIdsWithRealTokenizers([ValueSource(nameof(Shared))] string name) =>
        AssertSame(TestData.Path("tokenizers", name, "tokenizer.json"), count: 600, seed: 6);

    /// <summary>The models with normalizers, pre-tokenizers and added tokens of one another and others.</summary>
    [Test]
    public void RandomPipelinesGiveTheSameIds([ValueSource(nameof(Names))] string name)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("rerankkit-pipelines-").FullName, "tokenizer.json");
        var pipelines = new RandomPipelines(seed: Names.ToList().IndexOf(name));
        int compared = 0;
        for (int i = 0; i < 15; i++)
        {
            File.WriteAllText(file, pipelines.Next(name));
            try
            {
                AssertSame(file, count: 40, seed: i);
                compared++;
            }
            catch (NotSupportedException)
            {
                // What is not supported is refused, by name: that is right, too.
            }
        }

        Assert.That(compared, Is.GreaterThan(10));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private static void AssertSame(string file, int count, int seed)
    {
        using var native = new NativeTokenizer(file);
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(file, new() { ParseSpecialTokens = true });
        var texts = new RandomText(seed);
        for (int i = 0; i < count; i++)
        {
            string text = texts.Mixed();
            int[] expected = native.Encode(text);
            IReadOnlyList<int> actual = tokenizer.Encode(text).Ids;
            if (!actual.SequenceEqual(expected))
            {
                Assert.That(actual, Is.EqualTo(expected), $"{JsonSerializer.Serialize(text)} with {Parts(file)}");
            }
        }
    }

    private static string Parts(string file)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        json.Remove("model");
        return json.ToJsonString(Readable);
    }
}
