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

            parts = Apply(new(processor, "post_processor"), parts, isPair, addSpecialTokens: i < 2, trimmings);
            layouts[i] = [.. parts.SelectMany(part => part)];
        }

        return new(layouts) { Trimmings = [.. trimmings] };
    }

    private static List<List<LayoutPiece>> Apply(
        TokenizerPart processor, List<List<LayoutPiece>> parts, bool isPair, bool addSpecialTokens, List<OffsetTrimming> trimmings)
    {
        string type = processor.Type ?? GuessType(processor.Element);
        switch (type)
        {
            case "BertProcessing":
                processor.Only("sep", "cls");
                return addSpecialTokens ? Surround(parts, Id(processor, "cls"), Id(processor, "sep"), isRoberta: false) : parts;
            case "RobertaProcessing":
                ReadTrimming(processor.Only("sep", "cls", "trim_offsets", "add_prefix_space"), trimmings);
                parts = [.. parts.Select(part => part.ConvertAll(piece => piece with { TypeId = 0 }))];
                return addSpecialTokens ? Surround(parts, Id(processor, "cls"), Id(processor, "sep"), isRoberta: true) : parts;
            case "ByteLevel":
                ReadTrimming(processor.Only("add_prefix_space", "trim_offsets", "use_regex"), trimmings);
                return parts;
            case "TemplateProcessing":
                return ApplyTemplate(processor, parts, isPair, addSpecialTokens);
            case "Sequence":
                return processor.Only("processors").Parts("processors").Aggregate(parts, (sum, item) => Apply(item, sum, isPair, addSpecialTokens, trimmings));
            default:
                throw TokenizerJson.Unsupported($"the post-processor '{type}' ({processor.Where})", Known);
        }
    }

    /// <summary>Files of the first versions name no type.</summary>
    private static string GuessType(JsonElement processor) =>
        processor.TryGetProperty("single", out _) ? "TemplateProcessing"
        : processor.TryGetProperty("cls", out _) ? (processor.TryGetProperty("trim_offsets", out _) ? "RobertaProcessing" : "BertProcessing")
        : "without a type";

    private static void ReadTrimming(TokenizerPart processor, List<OffsetTrimming> trimmings)
    {
        bool addsPrefixSpace = processor.Boolean("add_prefix_space");
        if (processor.Boolean("trim_offsets"))
        {
            trimmings.Add(new(addsPrefixSpace));
        }
    }

    private static int Id(TokenizerPart processor, string name)
    {
        JsonElement pair = processor.Required(name);
        return pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() == 2 && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out int id) && id >= 0
            ? id
            : throw processor.Wrong(name, "a token with its id");
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
