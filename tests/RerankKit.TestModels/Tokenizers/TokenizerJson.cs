using System.Text.Json.Nodes;

namespace RerankKit.TestModels;

/// <summary>The parts of <c>tokenizer.json</c> that all families share.</summary>
internal static class TokenizerJson
{
    public static JsonObject Create(SpecialTokens special, JsonObject? normalizer, JsonObject preTokenizer, JsonObject postProcessor, JsonObject decoder, JsonObject model)
    {
        var added = new JsonArray();
        foreach (SpecialToken token in special.All)
        {
            added.Add((JsonNode)new JsonObject
            {
                ["id"] = token.Id,
                ["content"] = token.Content,
                ["single_word"] = false,
                ["lstrip"] = string.Equals(token.Content, "<mask>", StringComparison.Ordinal),
                ["rstrip"] = false,
                ["normalized"] = !token.IsSpecial,
                ["special"] = token.IsSpecial,
            });
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = added,
            ["normalizer"] = normalizer,
            ["pre_tokenizer"] = preTokenizer,
            ["post_processor"] = postProcessor,
            ["decoder"] = decoder,
            ["model"] = model,
        };
    }

    /// <summary>A template: a text is written <c>A:0</c> (sequence and type id), a special token by its content.</summary>
    public static JsonObject Template(SpecialTokens special, string single, string pair)
    {
        var tokens = new JsonObject();
        foreach (SpecialToken token in new[] { special.Start!.Value, special.End!.Value })
        {
            tokens[token.Content] = new JsonObject
            {
                ["id"] = token.Content,
                ["ids"] = new JsonArray(token.Id),
                ["tokens"] = new JsonArray(token.Content),
            };
        }

        return new JsonObject { ["type"] = "TemplateProcessing", ["single"] = Pieces(single), ["pair"] = Pieces(pair), ["special_tokens"] = tokens };
    }

    private static JsonArray Pieces(string template)
    {
        var pieces = new JsonArray();
        foreach (string part in template.Split(' '))
        {
            int colon = part.LastIndexOf(':');
            string id = part[..colon];
            var piece = new JsonObject { ["id"] = id, ["type_id"] = part[colon + 1] - '0' };
            pieces.Add((JsonNode)new JsonObject { [id is "A" or "B" ? "Sequence" : "SpecialToken"] = piece });
        }

        return pieces;
    }
}
