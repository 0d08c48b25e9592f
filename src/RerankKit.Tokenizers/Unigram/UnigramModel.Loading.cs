using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>Reading the model from tokenizer.json.</content>
internal sealed partial class UnigramModel
{
    /// <summary>Reads the object <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="InvalidDataException">A field is missing, of the wrong kind or not supported.</exception>
    public static UnigramModel Read(JsonElement model, FrozenSet<int> hiddenIds)
    {
        int? unknownId = null;
        bool byteFallback = false;
        KeyValuePair<string, double>[]? tokens = null;
        foreach (JsonProperty field in model.EnumerateObject())
        {
            switch (field.Name)
            {
                case "type":
                    break;
                case "unk_id":
                    unknownId = field.Value.ValueKind == JsonValueKind.Null ? null : ReadUnknownId(field.Value);
                    break;
                case "byte_fallback":
                    byteFallback = field.Value.ValueKind == JsonValueKind.True;
                    break;
                case "vocab":
                    tokens = ReadTokens(field.Value);
                    break;
                default:
                    throw new InvalidDataException($"Unigram: the field model.{field.Name} is not supported; supported are type, unk_id, byte_fallback and vocab.");
            }
        }

        return new UnigramModel(tokens ?? throw new InvalidDataException("Unigram: model.vocab is missing."), unknownId, byteFallback, hiddenIds);
    }

    private static int ReadUnknownId(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int id)
            ? id
            : throw new InvalidDataException($"Unigram: model.unk_id is {value.GetRawText()}; allowed is a token id or null.");

    private static KeyValuePair<string, double>[] ReadTokens(JsonElement vocabulary)
    {
        if (vocabulary.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"Unigram: model.vocab is of kind {vocabulary.ValueKind}; it must be an array of [token, score].");
        }

        var tokens = new KeyValuePair<string, double>[vocabulary.GetArrayLength()];
        int id = 0;
        foreach (JsonElement entry in vocabulary.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2
                || entry[0].ValueKind != JsonValueKind.String || entry[1].ValueKind != JsonValueKind.Number)
            {
                throw new InvalidDataException($"Unigram: entry {id} of model.vocab is {entry.GetRawText()}; it must be [token, score].");
            }

            tokens[id++] = new(entry[0].GetString()!, ScoreParser.Parse(JsonMarshal.GetRawUtf8Value(entry[1])));
        }

        return tokens;
    }
}
