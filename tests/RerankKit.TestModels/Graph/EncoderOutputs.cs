namespace RerankKit.TestModels;

/// <summary>The outputs of a graph, in the shape and type the options ask for.</summary>
internal static class EncoderOutputs
{
    /// <summary><c>last_hidden_state</c>, [batch, sequence, hidden].</summary>
    public static void HiddenStates(GraphBuilder graph, TestModelOptions options, string x) =>
        Output(graph, options, x, "last_hidden_state", "batch_size", "sequence_length", options.Hidden);

    /// <summary><c>logits</c> from a value of [batch, labels].</summary>
    public static void Logits(GraphBuilder graph, TestModelOptions options, string x)
    {
        switch (options.Head)
        {
            case TestHead.Classification:
                Output(graph, options, x, "logits", "batch_size", options.Labels);
                break;
            case TestHead.ClassificationFlat:
                Output(graph, options, graph.Root.Squeeze(x, -1), "logits", "batch_size");
                break;
            case TestHead.ClassificationRank3:
                Output(graph, options, graph.Root.Unsqueeze(x, 1), "logits", "batch_size", 1, options.Labels);
                break;
            default:
                throw new NotSupportedException($"{options.Architecture} has no head {options.Head}; {TestHead.Vocabulary} and {TestHead.YesNo} are for decoders.");
        }
    }

    /// <summary>Any output, cast to the type the options ask for.</summary>
    public static void Output(GraphBuilder graph, TestModelOptions options, string x, string name, params ReadOnlySpan<object> dims)
    {
        OnnxType type = options.OutputType switch
        {
            TestOutputType.Binary16 => OnnxType.Float16,
            TestOutputType.BFloat16 => OnnxType.BFloat16,
            _ => OnnxType.Float,
        };
        graph.Output(type == OnnxType.Float ? x : graph.Root.Cast(x, type), name, type, dims);
    }
}
