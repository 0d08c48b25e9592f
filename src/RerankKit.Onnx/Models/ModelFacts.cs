using System.IO.Compression;
using System.Text.Json;

namespace RerankKit.Onnx;

/// <summary>Reads what a model says about itself. The order of sources is that of sentence-transformers' cross-encoder.</summary>
internal sealed class ModelFacts
{
    private const string Configuration = "config.json";
    private const string SentenceTransformers = "config_sentence_transformers.json";

    // tokenizer_config.json writes "no limit" as 1e30.
    private const double AbsurdLength = 1e9;

    private static readonly string[] WithPositionOffset = ["roberta", "xlm-roberta", "camembert", "xlm-roberta-xl", "roberta-prelayernorm"];

    private readonly string _folder;
    private readonly JsonElement? _config;

    public ModelFacts(string folder)
    {
        _folder = folder;
        _config = Read(Configuration);
    }

    public string? Architecture => Property(_config, "architectures") is { ValueKind: JsonValueKind.Array } names && names.GetArrayLength() > 0 ? names[0].GetString() : null;

    /// <summary>The labels of a classifier: those of id2label in the order of their ids, else as many as num_labels says, else two.</summary>
    public IReadOnlyList<string> ReadLabels()
    {
        if (_config is null || Architecture?.EndsWith("ForSequenceClassification", StringComparison.Ordinal) != true)
        {
            return [];
        }

        if (Property(_config, "id2label") is { ValueKind: JsonValueKind.Object } labels)
        {
            return [.. labels.EnumerateObject()
                .OrderBy(label => int.TryParse(label.Name, System.Globalization.CultureInfo.InvariantCulture, out int id) ? id : int.MaxValue)
                .Select(label => label.Value.ToString())];
        }

        int count = Number(_config, "num_labels") is double number ? (int)number : 2;
        return [.. Enumerable.Range(0, count).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"LABEL_{i}"))];
    }

    /// <summary>The activation and the file that declares it.</summary>
    public (string Name, string? Source) ReadActivation(int labels)
    {
        if (Text(Read(SentenceTransformers), "activation_fn") is { } newest)
        {
            return (ShortName(newest), SentenceTransformers);
        }

        return (Text(Property(_config, "sentence_transformers"), "activation_fn") ?? Text(_config, "sbert_ce_default_activation_function")) is { } declared
            ? (ShortName(declared), Configuration)
            : (labels == 1 ? "Sigmoid" : "Identity", null);
    }

    public int? ReadMaxTokens()
    {
        List<double> limits = [];
        if (Number(Read("tokenizer_config.json"), "model_max_length") is double tokenizer && tokenizer < AbsurdLength)
        {
            limits.Add(tokenizer);
        }

        if (Number(_config, "max_position_embeddings") is double positions && positions > 0)
        {
            // RoBERTa counts positions from the padding id plus one.
            bool hasOffset = Array.IndexOf(WithPositionOffset, Text(_config, "model_type")) >= 0;
            limits.Add(positions - (hasOffset ? (Number(_config, "pad_token_id") ?? 1) + 1 : 0));
        }

        if (Number(Read("sentence_bert_config.json"), "max_seq_length") is double sentences)
        {
            limits.Add(sentences);
        }

        return limits.Count > 0 ? (int)limits.Min() : null;
    }

    /// <summary>The kind of tokenizer, without reading its vocabulary into memory objects.</summary>
    public string? ReadTokenizer()
    {
        string path = Path.Combine(_folder, "tokenizer.json");
        byte[]? json = File.Exists(path) ? File.ReadAllBytes(path) : Unpack(path + ".gz");
        if (json is not null)
        {
            return ModelType(json) ?? "unnamed";
        }

        return File.Exists(Path.Combine(_folder, "vocab.txt")) ? "WordPiece"
            : File.Exists(Path.Combine(_folder, "merges.txt")) ? "BPE"
            : Directory.EnumerateFiles(_folder, "*.model").Any() ? "SentencePiece" : null;
    }

    private static string? ModelType(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        bool isInModel = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool isModel = reader.CurrentDepth == 1 && reader.ValueTextEquals("model"u8);
            bool isType = isInModel && reader.CurrentDepth == 2 && reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.GetString();
            }

            isInModel = isModel || (isInModel && reader.CurrentDepth >= 2);
            if (!isModel)
            {
                reader.Skip();
            }
        }

        return null;
    }

    private static byte[]? Unpack(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var packed = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var json = new MemoryStream();
        packed.CopyTo(json);
        return json.ToArray();
    }

    private static string ShortName(string className) => className[(className.LastIndexOf('.') + 1)..];

    private static JsonElement? Property(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out JsonElement child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static string? Text(JsonElement? element, string name) => Property(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static double? Number(JsonElement? element, string name) => Property(element, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private JsonElement? Read(string name)
    {
        string path = Path.Combine(_folder, name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is not JSON: {exception.Message}", exception);
        }
    }
}
