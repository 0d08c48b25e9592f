using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.ModelDoubles;

/// <summary>A model on a <see cref="HubDouble"/>: commits, branches, files.</summary>
internal sealed class HubModel(string id)
{
    private readonly Dictionary<string, HubModelFile[]> _commits = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    public Dictionary<string, string> Branches { get; } = new(StringComparer.Ordinal);

    public string? Licence { get; set; } = "apache-2.0";

    /// <summary>Whether the model's page gives sizes and checksums, or names only as some mirrors do.</summary>
    public bool DoesInfoHaveChecksums { get; set; } = true;

    public bool DoesTreeHaveChecksums { get; set; } = true;

    public string Main => Branches["main"];

    public int FileCount => _commits[Main].Length;

    /// <summary>A small model as sentence-transformers publishes them.</summary>
    public static HubModel Small(string id = "test/small", int weights = 3000)
    {
        var model = new HubModel(id);
        model.Commit("main", Files(weights));
        return model;
    }

    public static HubModelFile[] Files(int weights = 3000, byte seed = 1) =>
    [
        Text(".gitattributes", "*.onnx filter=lfs"),
        Text("README.md", "---\nlicense: apache-2.0\n---\n"),
        Text("config.json", """{"architectures":["BertForSequenceClassification"],"model_type":"bert","id2label":{"0":"LABEL_0"},"max_position_embeddings":512}"""),
        Text("tokenizer.json", """{"version":"1.0","model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0}}}"""),
        Text("tokenizer_config.json", """{"model_max_length":512}"""),
        Text("vocab.txt", "[UNK]\n"),
        Large("model.safetensors", [9, 9, 9]),
        Large("onnx/model.onnx", Graph(seed, weights)),
        Large("onnx/model_O4.onnx", Graph(4, 50)),
        Large("onnx/model_qint8_avx512_vnni.onnx", Graph(5, 60)),
        Large("onnx/model_quint8_avx2.onnx", Graph(6, 70)),
    ];

    public static HubModelFile Text(string path, string content) => new(path, Encoding.UTF8.GetBytes(content), IsLarge: false);

    public static HubModelFile Large(string path, byte[] content) => new(path, content, IsLarge: true);

    /// <summary>A protocol buffer that is a model without external weights: an unknown field of that many bytes.</summary>
    public static byte[] Graph(byte seed, int bytes)
    {
        byte[] content = new byte[bytes];
        new Random(seed).NextBytes(content);
        return [.. Field(20, content)];
    }

    /// <summary>A model whose weights are in other files: ModelProto.graph.initializer[].external_data[] {key, value}.</summary>
    public static byte[] GraphWithWeightsIn(params string[] locations) =>
        [.. Field(7, [.. locations.SelectMany(location => Field(5, [.. Field(8, "w"u8.ToArray()), .. Field(13, [.. Field(1, "location"u8.ToArray()), .. Field(2, Encoding.UTF8.GetBytes(location))])]))])];

    /// <summary>Adds a commit and moves a branch to it.</summary>
    public string Commit(string branch, params HubModelFile[] files)
    {
        string commit = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Id + _commits.Count)))[..40];
        _commits[commit] = files;
        return Branches[branch] = commit;
    }

    public string? CommitOf(string revision) => _commits.ContainsKey(revision) ? revision : Branches.GetValueOrDefault(revision);

    public HubModelFile? Find(string commit, string path) => Array.Find(_commits[commit], file => file.Path == path);

    public HubModelFile this[string path] => Find(Main, path)!;

    public void Replace(string path, Func<HubModelFile, HubModelFile> change) =>
        _commits[Main] = Array.ConvertAll(_commits[Main], file => file.Path == path ? change(file) : file);

    public string Info(string commit) => new JsonObject
    {
        ["id"] = Id,
        ["sha"] = commit,
        ["gated"] = false,
        ["cardData"] = Licence is null ? null : new JsonObject { ["license"] = Licence },
        ["siblings"] = new JsonArray([.. _commits[commit].Select(file => DoesInfoHaveChecksums ? Sibling(file) : new JsonObject { ["rfilename"] = file.Path })]),
    }.ToJsonString();

    public string Tree(string commit) => new JsonArray([.. _commits[commit].Select(file =>
    {
        var entry = new JsonObject { ["type"] = "file", ["path"] = file.Path };
        if (DoesTreeHaveChecksums)
        {
            entry["oid"] = file.GitSha1;
            entry["size"] = file.Content.Length;
            if (file.IsLarge)
            {
                entry["lfs"] = new JsonObject { ["oid"] = file.Sha256, ["size"] = file.Content.Length, ["pointerSize"] = 134 };
            }
        }

        return entry;
    })]).ToJsonString();

    private static JsonObject Sibling(HubModelFile file)
    {
        var sibling = new JsonObject { ["rfilename"] = file.Path, ["size"] = file.Content.Length, ["blobId"] = file.GitSha1 };
        if (file.IsLarge)
        {
            sibling["lfs"] = new JsonObject { ["sha256"] = file.Sha256, ["size"] = file.Content.Length, ["pointerSize"] = 134 };
        }

        return sibling;
    }

    private static IEnumerable<byte> Field(int number, byte[] content)
    {
        uint tag = ((uint)number << 3) | 2;
        return [.. Varint(tag), .. Varint((uint)content.Length), .. content];
    }

    private static IEnumerable<byte> Varint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
