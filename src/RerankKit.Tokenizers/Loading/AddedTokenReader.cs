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
            var part = new TokenizerPart(token, $"added_tokens[{read.Count}]");
            _ = part.Type;
            read.Add(Read(part.Only("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"), part.Integer("id")));
        }

        return read;
    }

    /// <summary>One token.</summary>
    /// <param name="part">Its object.</param>
    /// <param name="id">Its id.</param>
    /// <param name="fallback">What flags are that are not there; null where they must be.</param>
    public static AddedToken Read(TokenizerPart part, int id, bool? fallback = null) => new(id, part.String("content"))
    {
        IsSingleWord = part.Boolean("single_word", fallback),
        StripsLeft = part.Boolean("lstrip", fallback),
        StripsRight = part.Boolean("rstrip", fallback),
        IsNormalized = part.Boolean("normalized", fallback),
        IsSpecial = part.Boolean("special", fallback),
    };

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
