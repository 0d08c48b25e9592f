using System.IO.Compression;
using System.Text.Json;

namespace RerankKit.Models;

/// <summary>Tells the kind of a model's tokenizer from its files, without loading it.</summary>
internal static class TokenizerKind
{
    /// <summary>As tokenizer.json names it, or as the vocabulary's file name implies; null where there is no tokenizer.</summary>
    public static string? Read(string folder)
    {
        string path = Path.Combine(folder, "tokenizer.json");
        LfsPointer.Refuse(path);
        LfsPointer.Refuse(path + ".gz");
        bool isPlain = File.Exists(path);
        if (isPlain || File.Exists(path + ".gz"))
        {
            using Stream json = isPlain ? File.OpenRead(path) : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
            using var document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("model", out JsonElement model) && model.ValueKind == JsonValueKind.Object
                ? ModelJson.Text(model, "type")
                : null;
        }

        return File.Exists(Path.Combine(folder, "vocab.txt")) ? "WordPiece"
            : File.Exists(Path.Combine(folder, "merges.txt")) ? "BPE"
            : Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.model").Any() ? "SentencePiece" : null;
    }
}
