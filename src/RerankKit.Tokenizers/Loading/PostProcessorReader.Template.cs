using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <content>TemplateProcessing.</content>
internal static partial class PostProcessorReader
{
    private static List<List<LayoutPiece>> ApplyTemplate(TokenizerPart processor, List<List<LayoutPiece>> parts, bool isPair, bool addSpecialTokens)
    {
        processor.Only("single", "pair", "special_tokens");
        if (parts.Count > 2)
        {
            throw TokenizerJson.Unsupported($"a template after another template ({processor.Where})", "merge the two into one");
        }

        JsonElement specialTokens = processor.Required("special_tokens");
        List<List<LayoutPiece>> result = [];
        foreach (TokenizerPart piece in processor.Parts(isPair ? "pair" : "single"))
        {
            if (piece.Only("SpecialToken", "Sequence").Element.TryGetProperty("Sequence", out JsonElement sequence))
            {
                result.Add(Sequence(piece with { Element = sequence }, parts));
            }
            else if (addSpecialTokens)
            {
                result.Add(SpecialToken(piece with { Element = piece.Required("SpecialToken") }, specialTokens));
            }
        }

        return result;
    }

    private static List<LayoutPiece> Sequence(TokenizerPart sequence, List<List<LayoutPiece>> parts)
    {
        string id = sequence.String("id");
        int typeId = sequence.Integer("type_id");
        int part = id switch
        {
            "A" => 0,
            "B" => 1,
            _ => throw TokenizerJson.Invalid($"{sequence.Where}.id", $"is '{id}', and A or B is expected"),
        };
        return part < parts.Count
            ? parts[part].ConvertAll(piece => piece with { TypeId = typeId })
            : throw TokenizerJson.Invalid(sequence.Where, "is a second text in the layout of a single one");
    }

    private static List<LayoutPiece> SpecialToken(TokenizerPart token, JsonElement specialTokens)
    {
        string id = token.String("id");
        int typeId = token.Integer("type_id");
        if (!specialTokens.TryGetProperty(id, out var special))
        {
            throw TokenizerJson.Invalid(token.Where, $"names the special token '{id}', which is not among special_tokens");
        }

        return
        [
            .. new TokenizerPart(special, $"special_tokens.{id}").Parts("ids").Select(item =>
                item.Element.ValueKind == JsonValueKind.Number && item.Element.TryGetInt32(out int number) && number >= 0
                    ? LayoutPiece.SpecialToken(number, typeId)
                    : throw TokenizerJson.Invalid($"special_tokens.{id}.ids", $"holds {item.Element.GetRawText()}, and ids are expected")),
        ];
    }
}
