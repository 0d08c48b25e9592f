using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Reads the added tokens of a tokenizer.json and gives them the ids that the reference gives them.</summary>
internal static class AddedTokenReader
{
    /// <summary>The tokens as written, with the ids that the file states.</summary>
    public static List<AddedToken> Read(JsonElement tokens)
    {
        List<AddedToken> read = [];
        if (tokens.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return read;
        }

        if (tokens.ValueKind != JsonValueKind.Array)
        {
            throw TokenizerJson.Invalid("added_tokens", $"is {tokens.ValueKind}, and an array is expected");
        }

        foreach (var token in tokens.EnumerateArray())
        {
            string where = $"added_tokens[{read.Count}]";
            TokenizerJson.Type(token, where);
            TokenizerJson.RequireOnly(token, where, "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            read.Add(new(TokenizerJson.Integer(token, "id", where), TokenizerJson.String(token, "content", where))
            {
                IsSingleWord = TokenizerJson.Boolean(token, "single_word", where),
                StripsLeft = TokenizerJson.Boolean(token, "lstrip", where),
                StripsRight = TokenizerJson.Boolean(token, "rstrip", where),
                IsNormalized = TokenizerJson.Boolean(token, "normalized", where),
                IsSpecial = TokenizerJson.Boolean(token, "special", where),
            });
        }

        return read;
    }

    /// <summary>
    /// A token that the model knows has the model's id, whatever the file states; the others follow the model's vocabulary in their
    /// order. Empty tokens are dropped; of two with the same content the last one's flags count.
    /// </summary>
    /// <param name="tokens">The tokens as written.</param>
    /// <param name="model">The model.</param>
    public static List<AddedToken> AssignIds(List<AddedToken> tokens, ITokenModel model)
    {
        List<AddedToken> assigned = [];
        Dictionary<string, int> places = [];
        int next = model.TokenCount;
        foreach (var token in tokens)
        {
            if (token.Content.Length == 0)
            {
                continue;
            }

            if (places.TryGetValue(token.Content, out int place))
            {
                assigned[place] = token with { Id = assigned[place].Id };
                continue;
            }

            places.Add(token.Content, assigned.Count);
            assigned.Add(token with { Id = model.TokenToId(token.Content) ?? next++ });
        }

        return assigned;
    }
}
