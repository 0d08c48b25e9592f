namespace RerankKit.Onnx;

/// <summary>Names the content of a folder's tokenizer.</summary>
internal static class TokenizerFingerprint
{
    private static readonly string[] Patterns =
    [
        "tokenizer.json", "tokenizer.json.gz", "vocab.json", "merges.txt", "vocab.txt", "*.model", "tokenizer_config.json", "special_tokens_map.json",
    ];

    /// <summary>32 hexadecimal digits that differ when one of the tokenizer's files does.</summary>
    public static string Of(string directory)
    {
        var hash = Hash128.Of(text: null);
        foreach (string file in Patterns.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern)).Order(StringComparer.Ordinal))
        {
            hash = hash.Then(Path.GetFileName(file)).Then(XxHash3.Hash128(File.ReadAllBytes(file)));
        }

        return hash.ToString();
    }
}
