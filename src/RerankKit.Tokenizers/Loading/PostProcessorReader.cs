using System.Text.Json;

namespace RerankKit.Tokenizers;

/// <summary>Builds the post-processor of a tokenizer.json by carrying it out, once for every shape of input, on texts that are still unknown.</summary>
internal static partial class PostProcessorReader
{
    private const string Known = "the known types are BertProcessing, RobertaProcessing, TemplateProcessing, ByteLevel and Sequence";

    public static PostProcessor Read(JsonElement processor)
    {
        if (processor.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return PostProcessor.None;
        }

        LayoutPiece[][] layouts = new LayoutPiece[4][];
        List<OffsetTrimming> trimmings = [];
        for (int i = 0; i < layouts.Length; i++)
        {
            bool isPair = i % 2 == 1;
            trimmings.Clear();
            List<List<LayoutPiece>> parts = [[LayoutPiece.Text(0)]];
            if (isPair)
            {
                parts.Add([LayoutPiece.Text(1, typeId: 1)]);
            }

            parts = Apply(processor, "post_processor", parts, isPair, addSpecialTokens: i < 2, trimmings);
            layouts[i] = [.. parts.SelectMany(part => part)];
        }

        return new(layouts) { Trimmings = [.. trimmings] };
    }

    private static List<List<LayoutPiece>> Apply(
        JsonElement processor, string where, List<List<LayoutPiece>> parts, bool isPair, bool addSpecialTokens, List<OffsetTrimming> trimmings)
    {
        string type = TokenizerJson.Type(processor, where) ?? GuessType(processor);
        switch (type)
        {
            case "BertProcessing":
                TokenizerJson.RequireOnly(processor, where, "sep", "cls");
                return addSpecialTokens ? Surround(parts, Id(processor, "cls", where), Id(processor, "sep", where), isRoberta: false) : parts;
            case "RobertaProcessing":
                TokenizerJson.RequireOnly(processor, where, "sep", "cls", "trim_offsets", "add_prefix_space");
                ReadTrimming(processor, where, trimmings);
                parts = [.. parts.Select(part => part.ConvertAll(piece => piece with { TypeId = 0 }))];
                return addSpecialTokens ? Surround(parts, Id(processor, "cls", where), Id(processor, "sep", where), isRoberta: true) : parts;
            case "ByteLevel":
                TokenizerJson.RequireOnly(processor, where, "add_prefix_space", "trim_offsets", "use_regex");
                ReadTrimming(processor, where, trimmings);
                return parts;
            case "TemplateProcessing":
                return ApplyTemplate(processor, where, parts, isPair, addSpecialTokens);
            case "Sequence":
                TokenizerJson.RequireOnly(processor, where, "processors");
                int index = 0;
                foreach (var item in TokenizerJson.Array(processor, "processors", where))
                {
                    parts = Apply(item, $"{where}.processors[{index++}]", parts, isPair, addSpecialTokens, trimmings);
                }

                return parts;
            default:
                throw TokenizerJson.Unsupported($"the post-processor '{type}' ({where})", Known);
        }
    }

    /// <summary>Files of the first versions name no type.</summary>
    private static string GuessType(JsonElement processor) =>
        processor.TryGetProperty("single", out _) ? "TemplateProcessing"
        : processor.TryGetProperty("cls", out _) ? (processor.TryGetProperty("trim_offsets", out _) ? "RobertaProcessing" : "BertProcessing")
        : "without a type";

    private static void ReadTrimming(JsonElement processor, string where, List<OffsetTrimming> trimmings)
    {
        bool addsPrefixSpace = TokenizerJson.Boolean(processor, "add_prefix_space", where);
        if (TokenizerJson.Boolean(processor, "trim_offsets", where))
        {
            trimmings.Add(new(addsPrefixSpace));
        }
    }

    private static int Id(JsonElement processor, string name, string where)
    {
        var pair = TokenizerJson.Required(processor, name, where);
        return pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out int id) && id >= 0
            ? id
            : throw TokenizerJson.Invalid($"{where}.{name}", $"is {pair.GetRawText()}, and a token with its id is expected");
    }

    private static List<List<LayoutPiece>> Surround(List<List<LayoutPiece>> parts, int cls, int sep, bool isRoberta)
    {
        List<List<LayoutPiece>> result = [];
        foreach (var part in parts)
        {
            bool isFirst = result.Count == 0;
            int separatorType = isFirst || isRoberta ? 0 : 1;
            List<LayoutPiece> surrounded = [];
            if (isFirst)
            {
                surrounded.Add(LayoutPiece.SpecialToken(cls));
            }
            else if (isRoberta)
            {
                surrounded.Add(LayoutPiece.SpecialToken(sep));
            }

            // What a processor before this one has added counts as text here.
            surrounded.AddRange(part.ConvertAll(piece => piece with { IsMasked = false }));
            surrounded.Add(LayoutPiece.SpecialToken(sep, separatorType));
            result.Add(surrounded);
        }

        return result;
    }
}
