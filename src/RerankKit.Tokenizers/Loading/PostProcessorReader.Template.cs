using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>TemplateProcessing.</content>
internal static partial class PostProcessorReader
{
    private static List<List<LayoutPiece>> ApplyTemplate(
        JsonElement processor, string where, List<List<LayoutPiece>> parts, bool isPair, bool addSpecialTokens)
    {
        TokenizerJson.RequireOnly(processor, where, "single", "pair", "special_tokens");
        if (parts.Count > 2)
        {
            throw TokenizerJson.Unsupported($"a template after another template ({where})", "merge the two into one");
        }

        var specialTokens = TokenizerJson.Required(processor, "special_tokens", where);
        string name = isPair ? "pair" : "single";
        List<List<LayoutPiece>> result = [];
        int index = 0;
        foreach (var piece in TokenizerJson.Array(processor, name, where))
        {
            string at = $"{where}.{name}[{index++}]";
            TokenizerJson.RequireOnly(piece, at, "SpecialToken", "Sequence");
            if (piece.TryGetProperty("Sequence", out var sequence))
            {
                result.Add(Sequence(sequence, at, parts));
            }
            else if (addSpecialTokens)
            {
                result.Add(SpecialToken(TokenizerJson.Required(piece, "SpecialToken", at), at, specialTokens));
            }
        }

        return result;
    }

    private static List<LayoutPiece> Sequence(JsonElement sequence, string at, List<List<LayoutPiece>> parts)
    {
        string id = TokenizerJson.String(sequence, "id", at);
        int typeId = TokenizerJson.Integer(sequence, "type_id", at);
        int part = id switch
        {
            "A" => 0,
            "B" => 1,
            _ => throw TokenizerJson.Invalid($"{at}.id", $"is '{id}', and A or B is expected"),
        };
        return part < parts.Count
            ? parts[part].ConvertAll(piece => piece with { TypeId = typeId })
            : throw TokenizerJson.Invalid(at, "is a second text in the layout of a single one");
    }

    private static List<LayoutPiece> SpecialToken(JsonElement token, string at, JsonElement specialTokens)
    {
        string id = TokenizerJson.String(token, "id", at);
        int typeId = TokenizerJson.Integer(token, "type_id", at);
        if (!specialTokens.TryGetProperty(id, out var special))
        {
            throw TokenizerJson.Invalid(at, $"names the special token '{id}', which is not among special_tokens");
        }

        return
        [
            .. TokenizerJson.Array(special, "ids", $"special_tokens.{id}").Select(item =>
                item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) && number >= 0
                    ? LayoutPiece.SpecialToken(number, typeId)
                    : throw TokenizerJson.Invalid($"special_tokens.{id}.ids", $"holds {item.GetRawText()}, and ids are expected")),
        ];
    }
}
