using System.Collections.Frozen;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>Reading the model from tokenizer.json, or from vocab.json and merges.txt.</content>
internal sealed partial class BpeModel
{
    /// <summary>Reads the object <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="InvalidDataException">A field is missing, of the wrong kind or not supported.</exception>
    public static BpeModel Read(JsonElement model, FrozenSet<int> hiddenIds)
    {
        KeyValuePair<string, int>[]? tokens = null;
        KeyValuePair<string, string>[]? merges = null;
        var settings = new BpeSettings();
        foreach (JsonProperty field in model.EnumerateObject())
        {
            switch (field.Name)
            {
                case "type" or "cache_capacity":
                    break;
                case "dropout":
                    if (field.Value.ValueKind != JsonValueKind.Null && !(field.Value.ValueKind == JsonValueKind.Number && field.Value.GetDouble() == 0))
                    {
                        throw new InvalidDataException($"BPE: model.dropout is {field.Value.GetRawText()}, which makes tokens random; only null and 0 are supported. Set it to null.");
                    }

                    break;
                case "unk_token":
                    settings = settings with { UnknownToken = Text(field) };
                    break;
                case "continuing_subword_prefix":
                    settings = settings with { ContinuingSubwordPrefix = Text(field) ?? "" };
                    break;
                case "end_of_word_suffix":
                    settings = settings with { EndOfWordSuffix = Text(field) ?? "" };
                    break;
                case "fuse_unk":
                    settings = settings with { FuseUnknown = Flag(field) };
                    break;
                case "byte_fallback":
                    settings = settings with { ByteFallback = Flag(field) };
                    break;
                case "ignore_merges":
                    settings = settings with { IgnoreMerges = Flag(field) };
                    break;
                case "vocab":
                    tokens = ReadVocabulary(field.Value);
                    break;
                case "merges":
                    merges = ReadMerges(field.Value);
                    break;
                default:
                    throw new InvalidDataException(
                        $"BPE: the field model.{field.Name} is not supported; supported are type, dropout (null), unk_token, continuing_subword_prefix, end_of_word_suffix, fuse_unk, byte_fallback, ignore_merges, vocab and merges.");
            }
        }

        return new BpeModel(
            tokens ?? throw new InvalidDataException("BPE: model.vocab is missing."),
            merges ?? throw new InvalidDataException("BPE: model.merges is missing."),
            settings,
            hiddenIds);
    }

    /// <summary>Reads the lines of a merges.txt; the line <c>#version</c> and empty lines at the end are passed over.</summary>
    public static KeyValuePair<string, string>[] ReadMerges(TextReader lines)
    {
        var merges = new List<KeyValuePair<string, string>>();
        int number = 0;
        int empty = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (line.StartsWith("#version", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.Length == 0)
            {
                empty = empty == 0 ? number : empty;
                continue;
            }

            merges.Add(empty == 0 ? SplitMerge(line, number) : throw BadMerge("", empty));
        }

        return [.. merges];
    }

    /// <summary>Reads an object of token texts and ids, as in vocab.json.</summary>
    public static KeyValuePair<string, int>[] ReadVocabulary(JsonElement vocabulary)
    {
        if (vocabulary.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"BPE: the vocabulary is of kind {vocabulary.ValueKind}; it must be an object of tokens and ids.");
        }

        var tokens = new KeyValuePair<string, int>[vocabulary.GetPropertyCount()];
        int count = 0;
        foreach (JsonProperty token in vocabulary.EnumerateObject())
        {
            // Tables are made for every id up to the highest: one that is far off would take all memory.
            if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out int id) || id < 0 || id > MaxId)
            {
                throw new InvalidDataException($"BPE: the id of the token \"{token.Name}\" is {token.Value.GetRawText()}; allowed is 0 to {MaxId}.");
            }

            tokens[count++] = new(token.Name, id);
        }

        return tokens;
    }

    private const int MaxId = (1 << 24) - 1;

    private static KeyValuePair<string, string>[] ReadMerges(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"BPE: model.merges is of kind {list.ValueKind}; it must be an array of \"left right\" or [left, right].");
        }

        var merges = new KeyValuePair<string, string>[list.GetArrayLength()];
        int count = 0;
        int skipped = 0;
        foreach (JsonElement merge in list.EnumerateArray())
        {
            if (merge.ValueKind == JsonValueKind.String)
            {
                string text = merge.GetString()!;
                if (text.StartsWith("#version", StringComparison.Ordinal))
                {
                    skipped++;
                    continue;
                }

                merges[count++] = SplitMerge(text, count);
            }
            else if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
                && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String)
            {
                merges[count++] = new(merge[0].GetString()!, merge[1].GetString()!);
            }
            else
            {
                throw BadMerge(merge.GetRawText(), count + 1);
            }
        }

        return skipped == 0 ? merges : merges[..count];
    }

    private static KeyValuePair<string, string> SplitMerge(string line, int number)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && space < line.Length - 1 && line.IndexOf(' ', space + 1) < 0
            ? new(line[..space], line[(space + 1)..])
            : throw BadMerge(line, number);
    }

    private static InvalidDataException BadMerge(string text, int number) =>
        new($"BPE: merge {number} is \"{text}\"; it must be two tokens, \"left right\" or [left, right].");

    private static string? Text(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => field.Value.GetString(),
        _ => throw new InvalidDataException($"BPE: model.{field.Name} is {field.Value.GetRawText()}; allowed is a string or null."),
    };

    private static bool Flag(JsonProperty field) => field.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new InvalidDataException($"BPE: model.{field.Name} is {field.Value.GetRawText()}; allowed is true, false or null."),
    };
}
