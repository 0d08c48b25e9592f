namespace RerankKit.TestModels;

/// <summary>The inputs of an encoder, as 64-bit integers whatever the graph takes.</summary>
/// <param name="Ids">Token ids, [batch, sequence].</param>
/// <param name="Mask">1 for tokens, 0 for padding.</param>
/// <param name="Types">Token type ids where the family has them.</param>
internal sealed record EncoderInputs(string Ids, string Mask, string? Types)
{
    public static EncoderInputs Declare(GraphBuilder graph, TestModelOptions options, bool tokenTypes) =>
        new(
            Declare(graph, options, "input_ids"),
            Declare(graph, options, "attention_mask"),
            tokenTypes ? Declare(graph, options, "token_type_ids") : null);

    /// <summary>One integer input, [batch, sequence].</summary>
    public static string Declare(GraphBuilder graph, TestModelOptions options, string name, string tokens = "sequence_length")
    {
        if (!options.Int32Inputs)
        {
            return graph.Input(name, OnnxType.Int64, "batch_size", tokens);
        }

        return graph.Root.Cast(graph.Input(name, OnnxType.Int32, "batch_size", tokens), OnnxType.Int64);
    }
}
