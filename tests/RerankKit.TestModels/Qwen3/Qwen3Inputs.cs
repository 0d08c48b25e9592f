namespace RerankKit.TestModels;

/// <summary>The inputs of a decoder, as 64-bit integers whatever the graph takes.</summary>
/// <param name="Ids">Token ids, [batch, sequence].</param>
/// <param name="Mask">1 for tokens, 0 for padding, over past and present tokens.</param>
/// <param name="Positions">Position ids, [batch, sequence], or [1, sequence] where the graph counts them itself.</param>
/// <param name="Pasts">Keys and values of earlier tokens, [batch, heads, past, size], one pair a layer; none without that input.</param>
internal sealed record Qwen3Inputs(string Ids, string Mask, string Positions, (string Key, string Value)[] Pasts)
{
    public static Qwen3Inputs Declare(GraphBuilder graph, TestModelOptions options)
    {
        string ids = EncoderInputs.Declare(graph, options, "input_ids");
        string total = options.KeyValueInputs ? "past_sequence_length + sequence_length" : "sequence_length";
        string mask = EncoderInputs.Declare(graph, options, "attention_mask", total);
        string positions = options.PositionIds ? EncoderInputs.Declare(graph, options, "position_ids") : Counted(graph.Root, ids, mask);
        int size = options.Hidden / options.Heads;
        var pasts = new (string Key, string Value)[options.KeyValueInputs ? options.Layers : 0];
        for (int i = 0; i < pasts.Length; i++)
        {
            pasts[i] = (
                graph.Input($"past_key_values.{i}.key", OnnxType.Float, "batch_size", options.KeyValueHeads, "past_sequence_length", size),
                graph.Input($"past_key_values.{i}.value", OnnxType.Float, "batch_size", options.KeyValueHeads, "past_sequence_length", size));
        }

        return new Qwen3Inputs(ids, mask, positions, pasts);
    }

    private static string Counted(GraphScope scope, string ids, string mask)
    {
        string all = scope.Dimension(mask, 1);
        string past = scope.Sub(all, scope.Dimension(ids, 1));
        return scope.Unsqueeze(scope.Op("Range", past, all, scope.Graph.Int(1)), 0);
    }
}
