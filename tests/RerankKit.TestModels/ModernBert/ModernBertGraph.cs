namespace RerankKit.TestModels;

/// <summary>ModernBERT for sequence classification as torch exports it.</summary>
internal static class ModernBertGraph
{
    public static void Build(GraphBuilder graph, TestModelOptions options, ModernBertWeights weights)
    {
        EncoderInputs inputs = EncoderInputs.Declare(graph, options, tokenTypes: false);
        GraphScope model = graph.Root.In("model");
        string words = model.In("embeddings").Embedding(inputs.Ids, weights.Words);
        string x = Norm(model.In("embeddings").In("norm"), words, weights.Norm);

        string tokens = model.Dimension(inputs.Ids, 1);
        string positions = model.Op("Range", graph.Int(0), tokens, graph.Int(1));
        string globalMask = model.AdditiveMask(inputs.Mask);
        string localMask = model.Op("Where", Window(model, positions, options), globalMask, graph.Float(float.MinValue));
        string positionIds = model.Unsqueeze(positions, 0);
        (string Cosines, string Sines) globalRotation = model.In("rotary_emb").Rotation(positionIds, weights.GlobalRope);
        (string Cosines, string Sines) localRotation = model.In("rotary_emb").Rotation(positionIds, weights.LocalRope);
        for (int i = 0; i < weights.Layers.Length; i++)
        {
            ModernBertLayerWeights layer = weights.Layers[i];
            x = layer.IsGlobal
                ? Layer(model.In($"layers.{i}"), x, globalMask, globalRotation, options, layer)
                : Layer(model.In($"layers.{i}"), x, localMask, localRotation, options, layer);
        }

        x = Norm(model.In("final_norm"), x, weights.FinalNorm);
        if (TokenHead.TryBuild(graph, options, x))
        {
            return;
        }

        GraphScope head = graph.Root.In("head");
        string pooled = options.MeanPooling ? Mean(graph.Root, x, inputs.Mask) : graph.Root.Gather(x, graph.Int(0), 1);
        pooled = Norm(head.In("norm"), head.In("act").Gelu(head.In("dense").Linear(pooled, weights.Dense)), weights.HeadNorm);
        EncoderOutputs.Logits(graph, options, graph.Root.In("classifier").Gemm(pooled, weights.Classifier.Matrix, weights.Classifier.Bias));
    }

    private static string Layer(
        GraphScope scope, string x, string mask, (string Cosines, string Sines) rotation, TestModelOptions options, ModernBertLayerWeights weights)
    {
        string normed = weights.AttentionNorm is null ? x : Norm(scope.In("attn_norm"), x, weights.AttentionNorm);
        x = scope.Add(x, Attend(scope.In("attn"), normed, mask, rotation, options, weights));

        GraphScope mlp = scope.In("mlp");
        string wide = mlp.In("Wi").Linear(Norm(scope.In("mlp_norm"), x, weights.FeedForwardNorm), weights.Up);
        string[] halves = scope.Graph.Node(mlp.Path, "Split", [wide], [GraphScope.Attribute("axis", -1)], outputs: 2);
        return scope.Add(x, mlp.In("Wo").Linear(mlp.Mul(mlp.In("act").Gelu(halves[0]), halves[1]), weights.Down));
    }

    private static string Attend(
        GraphScope scope, string x, string mask, (string Cosines, string Sines) rotation, TestModelOptions options, ModernBertLayerWeights weights)
    {
        GraphBuilder graph = scope.Graph;
        int size = options.Hidden / options.Heads;
        string all = scope.Transpose(scope.View(scope.In("Wqkv").Linear(x, weights.QueryKeyValue), 3, options.Heads, size), 0, 3, 2, 1, 4);
        string query = scope.Rotate(scope.Gather(all, graph.Int(0), 2), rotation, size);
        string key = scope.Rotate(scope.Gather(all, graph.Int(1), 2), rotation, size);
        string value = scope.Gather(all, graph.Int(2), 2);
        string scores = scope.Mul(scope.MatMul(query, scope.Transpose(key, 0, 1, 3, 2)), graph.Float((float)(1 / Math.Sqrt(size))));
        string shares = scope.Softmax(scope.Add(scores, mask));
        return scope.In("Wo").Linear(scope.MergeHeads(scope.MatMul(shares, value), options.Hidden), weights.Output);
    }

    /// <summary>Whether two positions are at most half the window apart, [tokens, tokens].</summary>
    private static string Window(GraphScope scope, string positions, TestModelOptions options)
    {
        string distance = scope.Op("Abs", scope.Sub(scope.Unsqueeze(positions, 0), scope.Unsqueeze(positions, 1)));
        return scope.Op("LessOrEqual", distance, scope.Graph.Int(options.LocalAttention / 2));
    }

    private static string Mean(GraphScope scope, string x, string mask)
    {
        string weights = scope.Cast(scope.Unsqueeze(mask, -1), OnnxType.Float);
        string axis = scope.Graph.Ints(1);
        GraphBuilder graph = scope.Graph;
        string sum = graph.Node(scope.Path, "ReduceSum", [scope.Mul(x, weights), axis], [GraphScope.Attribute("keepdims", 0)])[0];
        return scope.Div(sum, graph.Node(scope.Path, "ReduceSum", [weights, axis], [GraphScope.Attribute("keepdims", 0)])[0]);
    }

    /// <summary>Layer normalisation without a bias, as one node of opset 17.</summary>
    private static string Norm(GraphScope scope, string x, SeededTensor scale) =>
        scope.With("LayerNormalization", [x, scope.Graph.Weight(scale)], GraphScope.Attribute("axis", -1), GraphScope.Attribute("epsilon", ModernBertWeights.Epsilon));
}
