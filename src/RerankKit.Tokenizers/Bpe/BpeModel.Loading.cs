using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>Reading the model from tokenizer.json, or its merges from merges.txt.</content>
internal sealed partial class BpeModel
{
    /// <summary>Reads the object <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="InvalidDataException">A field is missing or of the wrong kind.</exception>
    /// <exception cref="NotSupportedException">A field is not known, or asks for random tokens.</exception>
    public static BpeModel Read(JsonElement json, FrozenSet<int> hiddenIds)
    {
        TokenizerPart model = new TokenizerPart(json, "model").Only(
            "cache_capacity", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges");
        if (!model.Lacks("dropout") && !(model.Required("dropout") is { ValueKind: JsonValueKind.Number } dropout && dropout.GetDouble() == 0))
        {
            throw TokenizerJson.Unsupported($"model.dropout = {model.Required("dropout").GetRawText()}, which makes tokens random", "it must be null or 0");
        }

        return new(
            model.Part("vocab").Vocabulary(),
            ReadMerges(model.Required("merges")),
            new()
            {
                UnknownToken = model.OptionalString("unk_token"),
                ContinuingSubwordPrefix = model.OptionalString("continuing_subword_prefix") ?? "",
                EndOfWordSuffix = model.OptionalString("end_of_word_suffix") ?? "",
                FuseUnknown = model.Boolean("fuse_unk", fallback: false),
                ByteFallback = model.Boolean("byte_fallback", fallback: false),
                IgnoreMerges = model.Boolean("ignore_merges", fallback: false),
            },
            hiddenIds);
    }

    /// <summary>Reads the lines of a merges.txt; the line <c>#version</c> and empty lines at the end are passed over.</summary>
    public static KeyValuePair<string, string>[] ReadMerges(TextReader reader)
    {
        string[] lines = reader.ReadToEnd().Split('\n');
        int count = Array.FindLastIndex(lines, line => line.TrimEnd('\r').Length > 0) + 1;
        return [.. lines.Take(count).Select((line, i) => (Text: line.TrimEnd('\r'), Number: i + 1)).Where(line => !IsVersion(line.Text)).Select(line => SplitMerge(line.Text, line.Number))];
    }

    private static KeyValuePair<string, string>[] ReadMerges(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw TokenizerJson.Invalid("model.merges", $"is {list.ValueKind}, and an array of \"left right\" or [left, right] is expected");
        }

        var merges = new List<KeyValuePair<string, string>>(list.GetArrayLength());
        foreach (JsonElement merge in list.EnumerateArray())
        {
            if (merge.ValueKind == JsonValueKind.String)
            {
                string text = merge.GetString()!;
                if (!IsVersion(text))
                {
                    merges.Add(SplitMerge(text, merges.Count + 1));
                }
            }
            else
            {
                merges.Add(merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2 && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String
                    ? new(merge[0].GetString()!, merge[1].GetString()!)
                    : throw BadMerge(merge.GetRawText(), merges.Count + 1));
            }
        }

        return [.. merges];
    }

    private static bool IsVersion(string line) => line.StartsWith("#version", StringComparison.Ordinal);

    private static KeyValuePair<string, string> SplitMerge(string line, int number)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && space < line.Length - 1 && line.IndexOf(' ', space + 1) < 0
            ? new(line[..space], line[(space + 1)..])
            : throw BadMerge(line, number);
    }

    private static InvalidDataException BadMerge(string text, int number) =>
        TokenizerJson.Invalid("model.merges", $"is wrong: merge {number} is \"{text}\", and two tokens, \"left right\" or [left, right], are expected");
}
