using System.Text.Json.Nodes;

namespace RerankKit.Managed.Tests.Weights;

/// <summary>Gives a model's folder the weights of its ONNX file as safetensors, instead of it.</summary>
internal static class SafetensorsFolder
{
    internal sealed record Tensor(string Name, long[] Shape, float[] Numbers);

    /// <summary>Writes the files; the ONNX file goes.</summary>
    /// <param name="folder">A generated model with its graph in the root.</param>
    /// <param name="type"><c>F32</c>, <c>F16</c> or <c>BF16</c>.</param>
    /// <param name="files">1 for model.safetensors; more for an index and so many files.</param>
    /// <param name="rename">Another name for a tensor; the same one keeps it.</param>
    /// <param name="add">More tensors, made of the others; those of the same name go.</param>
    public static void Write(string folder, string type = "F32", int files = 1, Func<string, string>? rename = null, Func<Tensor, IEnumerable<Tensor>>? add = null)
    {
        string graph = Path.Combine(folder, "model.onnx");
        Tensor[] tensors;
        using (OnnxSource source = OnnxSource.Open(graph))
        {
            tensors = [.. Names(ModelProfileReader.Read(folder), source).Select(name => new Tensor(rename?.Invoke(name) ?? name, source.ShapeOf(name)!, Numbers(source, name)))];
        }

        Tensor[] added = add is null ? [] : [.. tensors.SelectMany(add)];
        tensors = [.. tensors.Where(tensor => !added.Any(other => other.Name == tensor.Name)), .. added];

        File.Delete(graph);
        if (files == 1)
        {
            WriteFile(Path.Combine(folder, "model.safetensors"), type, tensors);
            return;
        }

        var map = new JsonObject();
        for (int file = 0; file < files; file++)
        {
            Tensor[] some = [.. tensors.Where((_, i) => i % files == file)];
            string name = $"model-{file + 1:D5}-of-{files:D5}.safetensors";
            WriteFile(Path.Combine(folder, name), type, some);
            Array.ForEach(some, tensor => map.Add(tensor.Name, name));
        }

        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
    }

    /// <summary>A number as a narrower type keeps it.</summary>
    public static byte[] Bytes(float number, string type) => type switch
    {
        "F32" => BitConverter.GetBytes(number),
        "F16" => BitConverter.GetBytes((Half)number),
        _ => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(number) >> 16)),
    };

    private static void WriteFile(string path, string type, Tensor[] tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var data = new MemoryStream();
        foreach ((string name, long[] shape, float[] numbers) in tensors)
        {
            long begin = data.Position;
            Array.ForEach(numbers, number => data.Write(Bytes(number, type)));
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(length => JsonValue.Create(length))]), ["data_offsets"] = new JsonArray(begin, data.Position) };
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        using FileStream file = File.Create(path);
        file.Write(BitConverter.GetBytes((ulong)text.Length));
        file.Write(text);
        data.WriteTo(file);
    }

    private static IEnumerable<string> Names(ModelProfile profile, OnnxSource source)
    {
        if (profile.ModelType == EncoderConfig.ModernBert)
        {
            return ModernBertNames(EncoderConfig.Read(profile)).Where(source.Has);
        }

        string prefix = profile.ModelType switch
        {
            "bert" => "bert.",
            EncoderConfig.DebertaV2 => "deberta.",
            _ => "roberta.",
        };
        EncoderConfig config = EncoderConfig.Read(profile);
        string[] tables = ["word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight", "LayerNorm.weight", "LayerNorm.bias"];
        string[] linear = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.self.query_proj", "attention.self.key_proj", "attention.self.value_proj", "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"];
        string[] heads = [$"{prefix}pooler.dense", "pooler.dense", $"{prefix}encoder.rel_embeddings", $"{prefix}encoder.LayerNorm", "classifier", "classifier.dense", "classifier.out_proj"];
        return tables.Select(name => $"{prefix}embeddings.{name}")
            .Concat(Enumerable.Range(0, config.Layers).SelectMany(layer => linear.SelectMany(name => Both($"{prefix}encoder.layer.{layer}.{name}"))))
            .Concat(heads.SelectMany(Both)).Where(source.Has);
    }

    private static IEnumerable<string> ModernBertNames(EncoderConfig config)
    {
        string[] ofLayer = ["attn_norm", "attn.Wqkv", "attn.Wo", "mlp_norm", "mlp.Wi", "mlp.Wo"];
        return Enumerable.Range(0, config.Layers).SelectMany(layer => ofLayer.Select(name => $"model.layers.{layer}.{name}.weight"))
            .Concat(["model.embeddings.tok_embeddings.weight", "model.embeddings.norm.weight", "model.final_norm.weight", "head.dense.weight", "head.norm.weight", "classifier.weight", "classifier.bias"]);
    }

    private static string[] Both(string layer) => [$"{layer}.weight", $"{layer}.bias"];

    private static float[] Numbers(ITensorSource source, string name)
    {
        long[] shape = source.ShapeOf(name)!;
        float[] numbers = new float[shape.Aggregate(1L, (product, length) => product * length)];
        source.Read(name, numbers, shape);
        return numbers;
    }
}
