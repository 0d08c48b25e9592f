namespace RerankKit.TestModels;

/// <summary>DeBERTa-v3 for sequence classification as torch exports it.</summary>
internal static class DebertaV2Graph
{
    public static void Build(GraphBuilder graph, TestModelOptions options, DebertaV2Weights weights)
    {
        EncoderInputs inputs = EncoderInputs.Declare(graph, options, tokenTypes: false);
        GraphScope deberta = graph.Root.In("deberta");
        string x = Embeddings(deberta.In("embeddings"), inputs, weights);

        GraphScope encoder = deberta.In("encoder");
        string relative = encoder.In("LayerNorm").LayerNorm(graph.Weight(weights.Relative), weights.RelativeNorm.Scale, weights.RelativeNorm.Bias, DebertaV2Weights.Epsilon);
        var attention = new DebertaV2AttentionGraph(options, relative, Buckets(encoder, inputs.Ids, options), Hidden(encoder, inputs.Mask));
        for (int i = 0; i < weights.Layers.Length; i++)
        {
            GraphScope layer = encoder.In($"layer.{i}");
            string context = attention.Build(layer.In("attention").In("self"), x, weights.Layers[i]);
            x = EncoderLayerGraph.FeedForward(layer, x, context, weights.Layers[i], DebertaV2Weights.Epsilon);
        }

        if (options.Head == TestHead.HiddenStates)
        {
            EncoderOutputs.HiddenStates(graph, options, x);
            return;
        }

        GraphScope pooler = graph.Root.In("pooler");
        string first = pooler.Gather(x, graph.Int(0), 1);
        string pooled = pooler.Gelu(pooler.In("dense").Gemm(first, weights.Pooler.Matrix, weights.Pooler.Bias));
        EncoderOutputs.Logits(graph, options, graph.Root.In("classifier").Gemm(pooled, weights.Classifier.Matrix, weights.Classifier.Bias));
    }

    private static string Embeddings(GraphScope scope, EncoderInputs inputs, DebertaV2Weights weights)
    {
        string words = scope.In("word_embeddings").Embedding(inputs.Ids, weights.Words);
        string normed = scope.In("LayerNorm").LayerNorm(words, weights.Norm.Scale, weights.Norm.Bias, DebertaV2Weights.Epsilon);
        return scope.Mul(normed, scope.Cast(scope.Unsqueeze(inputs.Mask, 2), OnnxType.Float));
    }

    /// <summary>Whether a pair of positions holds padding, [batch, 1, tokens, tokens].</summary>
    private static string Hidden(GraphScope scope, string mask)
    {
        string keys = scope.Unsqueeze(scope.Unsqueeze(mask, 1), 2);
        string queries = scope.Unsqueeze(scope.Squeeze(keys, -2), -1);
        return scope.Op("Not", scope.Cast(scope.Mul(keys, queries), OnnxType.Bool));
    }

    /// <summary>Signed buckets of the distances between positions, [1, tokens, tokens]: exact up to half the buckets, logarithmic beyond.</summary>
    private static string Buckets(GraphScope scope, string ids, TestModelOptions options)
    {
        GraphBuilder graph = scope.Graph;
        int middle = options.PositionBuckets / 2;
        string positions = scope.Op("Range", graph.Int(0), scope.Dimension(ids, 1), graph.Int(1));
        string distance = scope.Sub(scope.Unsqueeze(positions, 1), scope.Unsqueeze(positions, 0));
        string near = scope.Op("And", scope.Op("Less", distance, graph.Int(middle)), scope.Op("Greater", distance, graph.Int(-middle)));
        string size = scope.Op("Where", near, graph.Int(middle - 1), scope.Op("Abs", distance));
        string ratio = scope.Div(scope.Cast(size, OnnxType.Float), graph.Float(middle));
        string log = scope.Div(scope.Op("Log", ratio), graph.Float((float)Math.Log((DebertaV2Weights.MaxDistance(options) - 1.0) / middle)));
        string far = scope.Add(scope.Op("Ceil", scope.Mul(log, graph.Float(middle - 1))), graph.Float(middle));
        string signed = scope.Mul(far, scope.Cast(scope.Op("Sign", distance), OnnxType.Float));
        string exact = scope.Op("LessOrEqual", size, graph.Int(middle));
        string bucket = scope.Op("Where", exact, scope.Cast(distance, OnnxType.Float), signed);
        return scope.Unsqueeze(scope.Cast(bucket, OnnxType.Int64), 0);
    }
}
