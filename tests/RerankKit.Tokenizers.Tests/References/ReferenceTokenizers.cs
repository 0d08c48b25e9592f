using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>The small tokenizers beside this file, the texts, and what Hugging Face's library makes of them (see README.md).</summary>
internal static class ReferenceTokenizers
{
    private static readonly ConcurrentDictionary<(string Path, bool Parse), Lazy<HuggingFaceTokenizer>> Shared = [];
    private static readonly string Folder = TestData.Repository("tests", "RerankKit.Tokenizers.Tests", "References");

    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Texts { get; } = [.. File.ReadLines(Path.Combine(Folder, "texts.jsonl")).Select(line => JsonSerializer.Deserialize<string>(line)!)];

    public static string PathOf(string name) => Path.Combine(Folder, name, "tokenizer.json");

    /// <summary>One of these, or else of the shared data, which may not be here.</summary>
    public static string Find(string name) => Names.Contains(name) ? PathOf(name) : TestData.Path("tokenizers", name);

    /// <summary>One of these or of the shared data, loaded once for all tests.</summary>
    public static HuggingFaceTokenizer Share(string name, bool parse = false) =>
        Shared.GetOrAdd((Find(name), parse), key => new(() => HuggingFaceTokenizer.Load(key.Path, new() { ParseSpecialTokens = key.Parse }))).Value;

    /// <summary>Loads one as the reference reads texts: special tokens in them are special tokens.</summary>
    public static HuggingFaceTokenizer Load(string name) => Share(name, parse: true);

    /// <summary>The ids of each text, special tokens included.</summary>
    public static IReadOnlyList<int[]> Ids(string name) => [.. File.ReadLines(IdsPath(name)).Select(Numbers)];

    public static void WriteIds(string name, IEnumerable<IEnumerable<int>> ids) => File.WriteAllLines(IdsPath(name), ids.Select(line => string.Join(' ', line)));

    private static int[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    private static string IdsPath(string name) => Path.Combine(Folder, name, "ids.txt");
}
