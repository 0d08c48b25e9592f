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
        byte[]? json = File.Exists(path) ? File.ReadAllBytes(path) : Unpack(path + ".gz");
        if (json is not null)
        {
            return ModelType(json);
        }

        return File.Exists(Path.Combine(folder, "vocab.txt")) ? "WordPiece"
            : File.Exists(Path.Combine(folder, "merges.txt")) ? "BPE"
            : Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.model").Any() ? "SentencePiece" : null;
    }

    // Skips the vocabulary, which is most of the file.
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

            if (isModel)
            {
                isInModel = true;
            }
            else
            {
                isInModel &= reader.CurrentDepth >= 2;
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
}
