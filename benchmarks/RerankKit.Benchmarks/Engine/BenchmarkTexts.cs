using System.Text.Json;

namespace RerankKit.Benchmarks;

/// <summary>
/// The texts of the benchmarks: Cranfield's abstracts, and passages of them, from the folder that RERANKKIT_TEST_DATA names; without it, made-up words.
/// </summary>
internal sealed class BenchmarkTexts
{
    // With a query of about twenty tokens: pairs of 30 to 190.
    private const int ShortestPassage = 8;
    private const int LongestPassage = 135;
    private const int Seed = 20261;

    // A generated vocabulary has no words of a language: it takes them nearly letter by letter.
    private const int MadeUpTokensPerWord = 5;
    private readonly string[] _abstracts;
    private readonly int _tokensPerWord;

    private BenchmarkTexts(string source, string query, string[] abstracts, int tokensPerWord) =>
        (Source, Query, _abstracts, _tokensPerWord) = (source, query, abstracts, tokensPerWord);

    /// <summary>Where the texts come from, for the report.</summary>
    public string Source { get; }

    public string Query { get; }

    public static BenchmarkTexts Load()
    {
        if (DataFile("ir", "cranfield", "corpus.jsonl") is { } corpus && DataFile("ir", "cranfield", "queries.jsonl") is { } queries)
        {
            return new("Cranfield", Texts(queries)[0], [.. Texts(corpus).Where(text => text.Length > 0)], tokensPerWord: 1);
        }

        const string MadeUpQuery = "how flat is a wing";
        return new(
            "made-up words",
            MadeUpQuery,
            [.. ZipfPassages.Create("english", 400, 160 / MadeUpTokensPerWord, MadeUpQuery).Select(candidate => candidate.Text)],
            MadeUpTokensPerWord);
    }

    /// <summary>A file of the data folder, or null.</summary>
    public static string? DataFile(params ReadOnlySpan<string> parts)
    {
        string? root = Environment.GetEnvironmentVariable("RERANKKIT_TEST_DATA");
        string? path = string.IsNullOrEmpty(root) ? null : Path.Combine([root, .. parts]);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Whole abstracts: 220 tokens on average, up to 512.</summary>
    public string[] Abstracts(int count) => [.. Enumerable.Range(0, count).Select(i => _abstracts[i % _abstracts.Length])];

    /// <summary>Passages of all lengths, mixed: 30 to 190 tokens with the query.</summary>
    /// <param name="count">How many; the first ten of a hundred are the ten.</param>
    /// <param name="first">Where to begin, for requests of different passages.</param>
    public string[] Passages(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(Passage)];

    /// <summary>As many words, one after the other, of several abstracts where one is too short.</summary>
    public string Words(int start, int count) =>
        string.Join(' ', Enumerable.Range(start, _abstracts.Length).SelectMany(i => _abstracts[i % _abstracts.Length].Split(' ')).Take(count / _tokensPerWord));

    private string Passage(int number)
    {
        string[] words = _abstracts[number % _abstracts.Length].Split(' ');
        var random = new Random(Seed + number);
        int length = Math.Min(words.Length, random.Next(ShortestPassage, LongestPassage + 1) / _tokensPerWord);
        int start = random.Next(words.Length - length + 1);
        return string.Join(' ', words, start, length);
    }

    private static string[] Texts(string path) => [.. File.ReadLines(path).Select(Text)];

    private static string Text(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.GetProperty("text").GetString()!;
    }
}
