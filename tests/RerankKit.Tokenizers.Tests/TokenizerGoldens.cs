using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Reads the texts and reference ids of the shared data.</summary>
internal static class TokenizerGoldens
{
    /// <summary>The texts that goldens refer to: (id, field) to text.</summary>
    public static Dictionary<(string Id, string Field), string> Inputs()
    {
        var inputs = new Dictionary<(string, string), string>();
        foreach (string line in File.ReadLines(TestData.Path("tokenizers", "inputs.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            string id = document.RootElement.GetProperty("id").ToString();
            foreach (string field in (ReadOnlySpan<string>)["text_a", "text_b"])
            {
                if (document.RootElement.TryGetProperty(field, out var text) && text.ValueKind == JsonValueKind.String)
                {
                    inputs[(id, field)] = text.GetString()!;
                }
            }
        }

        return inputs;
    }

    /// <summary>The lines of a file of goldens of the plain SentencePiece library.</summary>
    public static IEnumerable<(string Id, string Field, int[] Ids)> Plain(params string[] path)
    {
        foreach (string line in File.ReadLines(TestData.Path(path)))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            yield return (root.GetProperty("id").ToString(), root.GetProperty("field").GetString()!, [.. root.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        }
    }
}
