namespace RerankKit.TestModels;

/// <summary>A decoder like Qwen3 as optimum exports it: from the inputs to the chosen head.</summary>
internal static class Qwen3Graph
{
    public static void Build(GraphBuilder graph, TestModelOptions options, Qwen3Weights weights)
    {
        Qwen3Inputs inputs = Qwen3Inputs.Declare(graph, options);
        GraphScope model = graph.Root.In("model");
        string x = model.In("embed_tokens").Embedding(inputs.Ids, weights.Words);
        var context = new Qwen3Context(
            Mask(model, inputs),
            model.In("rotary_emb").Rotation(inputs.Positions, weights.Rope),
            inputs);
        var presents = new List<(string Key, string Value)>();
        for (int i = 0; i < weights.Layers.Length; i++)
        {
            x = Qwen3LayerGraph.Build(model.In($"layers.{i}"), x, i, options, weights.Layers[i], context, presents);
        }

        x = model.In("norm").RmsNorm(x, weights.Norm, Qwen3Weights.Epsilon);
        Head(graph, options, weights, x, inputs.Ids);
        if (options.KeyValueInputs)
        {
            Presents(graph, options, presents);
        }
    }

    private static void Head(GraphBuilder graph, TestModelOptions options, Qwen3Weights weights, string x, string ids)
    {
        GraphScope head = graph.Root.In("lm_head");
        switch (options.Head)
        {
            case TestHead.HiddenStates:
                EncoderOutputs.HiddenStates(graph, options, x);
                break;
            case TestHead.Vocabulary:
                EncoderOutputs.Output(graph, options, head.Linear(x, weights.VocabularyHead), "logits", "batch_size", "sequence_length", options.Vocabulary);
                break;
            case TestHead.VocabularyLast:
                string last = head.Slice(x, -1, long.MaxValue, 1);
                EncoderOutputs.Output(graph, options, head.Linear(last, weights.VocabularyHead), "logits", "batch_size", 1, options.Vocabulary);
                break;
            case TestHead.YesNo:
                EncoderOutputs.Output(graph, options, head.Linear(x, weights.YesNoHead), "logits", "batch_size", "sequence_length", 2);
                break;
            case TestHead.YesNoLast:
                string final = head.Gather(x, graph.Int(-1), 1);
                EncoderOutputs.Output(graph, options, head.Linear(final, weights.YesNoHead), "logits", "batch_size", 2);
                break;
            default:
                EncoderOutputs.Logits(graph, options, LastToken(graph.Root, graph.Root.In("score").Linear(x, weights.Score), ids, options));
                break;
        }
    }

    /// <summary>The row of the last id that is not padding, [batch, labels].</summary>
    private static string LastToken(GraphScope scope, string logits, string ids, TestModelOptions options)
    {
        GraphBuilder graph = scope.Graph;
        string tokens = scope.Cast(scope.Op("Not", scope.Op("Equal", ids, graph.Int(SpecialTokens.Of(options).Pad.Id))), OnnxType.Int32);
        string columns = scope.Cast(scope.Op("Range", graph.Int(0), scope.Dimension(ids, 1), graph.Int(1)), OnnxType.Int32);
        string last = scope.With("ArgMax", [scope.Mul(columns, tokens)], GraphScope.Attribute("axis", -1), GraphScope.Attribute("keepdims", 0));
        return scope.With("GatherND", [logits, scope.Unsqueeze(last, -1)], GraphScope.Attribute("batch_dims", 1));
    }

    /// <summary>0 where a token sees another (no later one, no padding), else the lowest float: [batch, 1, tokens, all tokens].</summary>
    private static string Mask(GraphScope scope, Qwen3Inputs inputs)
    {
        GraphBuilder graph = scope.Graph;
        string tokens = scope.Dimension(inputs.Ids, 1);
        string all = scope.Dimension(inputs.Mask, 1);
        string columns = scope.Op("Range", graph.Int(0), all, graph.Int(1));
        string rows = scope.Unsqueeze(scope.Op("Range", scope.Sub(all, tokens), all, graph.Int(1)), 1);
        string causal = scope.Unsqueeze(scope.Op("LessOrEqual", columns, rows), 0, 1);
        string real = scope.Cast(scope.Unsqueeze(inputs.Mask, 1, 2), OnnxType.Bool);
        return scope.Op("Where", scope.Op("And", causal, real), graph.Float(0), graph.Float(float.MinValue));
    }

    private static void Presents(GraphBuilder graph, TestModelOptions options, List<(string Key, string Value)> presents)
    {
        int size = options.Hidden / options.Heads;
        for (int i = 0; i < presents.Count; i++)
        {
            graph.Output(presents[i].Key, $"present.{i}.key", OnnxType.Float, "batch_size", options.KeyValueHeads, "total_sequence_length", size);
            graph.Output(presents[i].Value, $"present.{i}.value", OnnxType.Float, "batch_size", options.KeyValueHeads, "total_sequence_length", size);
        }
    }
}
