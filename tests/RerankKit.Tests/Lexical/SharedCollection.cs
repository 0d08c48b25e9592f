using System.Globalization;
using System.Text.Json;

namespace RerankKit.Tests.Lexical;

/// <summary>The retrieval collections in <c>shared/data/ir</c> beside the repository, or where RERANKKIT_TEST_DATA says.</summary>
internal sealed record SharedCollection(
    IReadOnlyDictionary<string, string> Documents,
    IReadOnlyDictionary<string, string> Queries,
    IReadOnlyDictionary<string, List<(string Id, double Score)>> Run)
{
    /// <summary>Reads a collection and its bm25.run, or ignores the test when there is none.</summary>
    public static SharedCollection ReadOrIgnore(string name)
    {
        string folder = TestData.Path("ir", name);
        return new(ReadTexts(Path.Combine(folder, "corpus.jsonl")), ReadTexts(Path.Combine(folder, "queries.jsonl")), ReadRun(Path.Combine(folder, "bm25.run")));
    }

    private static Dictionary<string, string> ReadTexts(string path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            string text = json.RootElement.GetProperty("text").GetString()!;
            string? title = json.RootElement.TryGetProperty("title", out JsonElement element) ? element.GetString() : null;
            texts.Add(json.RootElement.GetProperty("_id").GetString()!, string.IsNullOrEmpty(title) ? text : title + " " + text);
        }

        return texts;
    }

    private static Dictionary<string, List<(string Id, double Score)>> ReadRun(string path)
    {
        var run = new Dictionary<string, List<(string Id, double Score)>>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split(' ');
            if (!run.TryGetValue(fields[0], out List<(string Id, double Score)>? lines))
            {
                run.Add(fields[0], lines = []);
            }

            lines.Add((fields[2], double.Parse(fields[4], CultureInfo.InvariantCulture)));
        }

        return run;
    }
}
