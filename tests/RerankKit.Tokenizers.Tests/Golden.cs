using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>One reference encoding: a text or pair, how it was cut, and what the reference made of it.</summary>
internal sealed record Golden(string Name, string TextA, string? TextB, int? MaxLength, string? Strategy)
{
    public int[]? Ids { get; private init; }

    /// <summary>What another version of the reference makes of it; either is right.</summary>
    public int[]? OtherIds { get; private init; }

    public int[] TypeIds { get; private init; } = [];

    public int[] AttentionMask { get; private init; } = [];

    public int[] SpecialTokensMask { get; private init; } = [];

    public string? Error { get; private init; }

    /// <summary>The tokenizer's file, where the record names it.</summary>
    public string? Tokenizer { get; private init; }

    public EncodeOptions Options => new()
    {
        MaxLength = MaxLength,
        Truncation = Strategy switch
        {
            "only_second" => TruncationStrategy.OnlySecond,
            "only_first" => TruncationStrategy.OnlyFirst,
            _ => TruncationStrategy.LongestFirst,
        },
        FirstTextShare = 1,
    };

    /// <summary>All records of a family, those that depend on the version included.</summary>
    public static IEnumerable<Golden> Of(string family)
    {
        Dictionary<string, JsonElement> inputs = [];
        foreach (string line in File.ReadLines(TestData.Path("tokenizers", "inputs.jsonl")))
        {
            var input = JsonDocument.Parse(line).RootElement;
            inputs.Add(input.GetProperty("id").GetString()!, input);
        }

        foreach (string file in (string[])["goldens.jsonl", "goldens.version-dependent.jsonl"])
        {
            if (TestData.Has("tokenizers", family, file))
            {
                foreach (string line in File.ReadLines(TestData.Path("tokenizers", family, file)))
                {
                    yield return Read(JsonDocument.Parse(line).RootElement, inputs);
                }
            }
        }
    }

    private static Golden Read(JsonElement record, Dictionary<string, JsonElement> inputs)
    {
        var text = record.TryGetProperty("id", out var id) ? inputs[id.GetString()!] : record;
        string name = $"{(id.ValueKind == JsonValueKind.String ? id.GetString() : text.GetProperty("text_a").GetString())} {record.GetProperty("max_length")} {record.GetProperty("strategy")}";
        return new(name, text.GetProperty("text_a").GetString()!, text.GetProperty("text_b").GetString(), Number(record.GetProperty("max_length")), record.GetProperty("strategy").GetString())
        {
            Ids = Numbers(record, "ids") ?? Numbers(record, "ids_0_22_2"),
            OtherIds = Numbers(record, "ids_0_23_2"),
            TypeIds = Runs(record, "type_ids"),
            AttentionMask = Runs(record, "attention_mask"),
            SpecialTokensMask = Runs(record, "special_tokens_mask"),
            Error = record.TryGetProperty("error", out var error) ? error.GetString() : null,
            Tokenizer = record.TryGetProperty("tokenizer", out var tokenizer) ? tokenizer.GetString() : null,
        };
    }

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static int[]? Numbers(JsonElement record, string name) =>
        record.TryGetProperty(name, out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetInt32())] : null;

    private static int[] Runs(JsonElement record, string name) =>
        record.TryGetProperty(name, out var runs) ? [.. runs.EnumerateArray().SelectMany(run => Enumerable.Repeat(run[0].GetInt32(), run[1].GetInt32()))] : [];
}
