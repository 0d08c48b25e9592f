using System.Buffers.Binary;
using System.Text;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.Embeddings;

/// <summary>A generated transformer with the files of sentence-transformers around it, and its vectors by the rules, in double precision.</summary>
internal sealed class EmbeddingFolder : IDisposable
{
    public const string MeanPooling = """{"word_embedding_dimension":32,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true}""";
    private readonly TestModelFolder _folder = new(TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = TestHead.HiddenStates, LateInteraction = null });
    private HuggingFaceTokenizer? _tokenizer;

    /// <param name="pooling">1_Pooling/config.json; null for no modules.json at all.</param>
    /// <param name="modules">The modules behind the transformer.</param>
    /// <param name="sentence">config_sentence_transformers.json.</param>
    public EmbeddingFolder(string? pooling = MeanPooling, string modules = "Pooling,Normalize", string sentence = """{"prompts":{"query":"the capital of ","passage":"france "}}""")
    {
        File.WriteAllText(_folder.File("config_sentence_transformers.json"), sentence);
        if (pooling is not null)
        {
            string[] names = ["Transformer", .. modules.Split(',')];
            File.WriteAllText(_folder.File("modules.json"), $"[{string.Join(',', names.Select((name, i) => $$"""{"idx":{{i}},"path":"{{(i == 0 ? "" : $"{i}_{name}")}}","type":"sentence_transformers.models.{{name}}"}"""))}]");
            for (int i = 1; i < names.Length; i++)
            {
                Directory.CreateDirectory(_folder.File($"{i}_{names[i]}"));
            }

            Directory.CreateDirectory(_folder.File("1_Pooling"));
            File.WriteAllText(_folder.File("1_Pooling", "config.json"), pooling);
        }
    }

    public static EmbeddingFolder OfMeans() => new();

    public string FullName => _folder.FullName;

    public HuggingFaceTokenizer Tokenizer => _tokenizer ??= HuggingFaceTokenizer.Load(FullName);

    /// <summary>Writes a dense layer of a recognisable matrix: output o is (o + 1) times input o.</summary>
    public void WriteDense(string folder, int inputs, int outputs)
    {
        File.WriteAllText(_folder.File(folder, "config.json"), $$"""{"in_features":{{inputs}},"out_features":{{outputs}},"bias":false,"activation_function":"torch.nn.modules.linear.Identity"}""");
        byte[] header = Encoding.UTF8.GetBytes($$$"""{"linear.weight":{"dtype":"F32","shape":[{{{outputs}}},{{{inputs}}}],"data_offsets":[0,{{{outputs * inputs * 4}}}]}}""");
        byte[] file = new byte[8 + header.Length + (outputs * inputs * 4)];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file.AsSpan(8));
        for (int o = 0; o < outputs; o++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(8 + header.Length + (((o * inputs) + o) * 4)), o + 1);
        }

        File.WriteAllBytes(_folder.File(folder, "model.safetensors"), file);
    }

    /// <summary>The last hidden states, one row per token.</summary>
    public double[][] Rows(string text)
    {
        int[] ids = [.. Tokenizer.Encode(text).Ids];
        return [.. _folder.Reference.Logits(ids, []).Chunk(32)];
    }

    public static double[] Normalized(double[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    public static double[] Mean(IReadOnlyList<double[]> rows, Func<int, double>? weight = null)
    {
        weight ??= _ => 1;
        double sum = Enumerable.Range(0, rows.Count).Sum(weight);
        return [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Select((row, i) => weight(i) * row[column]).Sum() / sum)];
    }

    public void Dispose() => _folder.Dispose();
}
