using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>Reading the model from tokenizer.json.</content>
internal sealed partial class UnigramModel
{
    /// <summary>Reads the object <c>model</c> of a tokenizer.json.</summary>
    /// <exception cref="InvalidDataException">A field is missing or of the wrong kind.</exception>
    /// <exception cref="NotSupportedException">A field is not known.</exception>
    public static UnigramModel Read(JsonElement json, FrozenSet<int> hiddenIds)
    {
        TokenizerPart model = new TokenizerPart(json, "model").Only("unk_id", "byte_fallback", "vocab");
        int? unknownId = model.Lacks("unk_id") ? null : model.Integer("unk_id");
        return new(ReadTokens(model.Required("vocab")), unknownId, model.Boolean("byte_fallback", fallback: false), hiddenIds);
    }

    private static KeyValuePair<string, double>[] ReadTokens(JsonElement vocabulary)
    {
        if (vocabulary.ValueKind != JsonValueKind.Array)
        {
            throw TokenizerJson.Invalid("model.vocab", $"is {vocabulary.ValueKind}, and an array of [token, score] is expected");
        }

        var tokens = new KeyValuePair<string, double>[vocabulary.GetArrayLength()];
        int id = 0;
        foreach (JsonElement entry in vocabulary.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2
                || entry[0].ValueKind != JsonValueKind.String || entry[1].ValueKind != JsonValueKind.Number)
            {
                throw TokenizerJson.Invalid("model.vocab", $"holds {entry.GetRawText()} as entry {id}, and [token, score] is expected");
            }

            tokens[id++] = new(entry[0].GetString()!, ScoreParser.Parse(JsonMarshal.GetRawUtf8Value(entry[1])));
        }

        return tokens;
    }
}
