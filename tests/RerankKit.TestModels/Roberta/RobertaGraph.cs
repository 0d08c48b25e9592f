namespace RerankKit.TestModels;

/// <summary>RoBERTa for sequence classification as torch exports it.</summary>
internal static class RobertaGraph
{
    public static void Build(GraphBuilder graph, TestModelOptions options, RobertaWeights weights)
    {
        EncoderInputs inputs = EncoderInputs.Declare(graph, options, tokenTypes: false);
        GraphScope roberta = graph.Root.In("roberta");
        string mask = roberta.AdditiveMask(inputs.Mask);
        string x = Embeddings(roberta.In("embeddings"), inputs.Ids, options, weights);
        for (int i = 0; i < weights.Layers.Length; i++)
        {
            x = EncoderLayerGraph.Build(roberta.In("encoder").In($"layer.{i}"), x, mask, options, weights.Layers[i], RobertaWeights.Epsilon);
        }

        if (TokenHead.TryBuild(graph, options, x))
        {
            return;
        }

        GraphScope classifier = graph.Root.In("classifier");
        string first = classifier.Gather(x, graph.Int(0), 1);
        string dense = classifier.Op("Tanh", classifier.In("dense").Gemm(first, weights.Dense.Matrix, weights.Dense.Bias));
        EncoderOutputs.Logits(graph, options, classifier.In("out_proj").Gemm(dense, weights.Projection.Matrix, weights.Projection.Bias));
    }

    private static string Embeddings(GraphScope scope, string ids, TestModelOptions options, RobertaWeights weights)
    {
        GraphBuilder graph = scope.Graph;
        string words = scope.In("word_embeddings").Embedding(ids, weights.Words);
        string length = scope.Unsqueeze(scope.Dimension(ids, 1), 0);
        byte[] zeros = new byte[sizeof(long) * RobertaWeights.PositionRows(options)];
        string zeroTypes = graph.Constant("roberta.embeddings.token_type_ids", OnnxType.Int64, [1, RobertaWeights.PositionRows(options)], zeros);
        string types = scope.In("token_type_embeddings").Embedding(scope.Slice(zeroTypes, graph.Ints(0), length, 1), weights.Types);
        string positions = scope.In("position_embeddings").Embedding(PositionIds(scope, ids), weights.Positions);
        string sum = scope.Add(scope.Add(words, types), positions);
        return scope.In("LayerNorm").LayerNorm(sum, weights.Norm.Scale, weights.Norm.Bias, RobertaWeights.Epsilon);
    }

    /// <summary>Counts the ids that are not padding, from the padding id plus one; padding keeps the padding id.</summary>
    private static string PositionIds(GraphScope scope, string ids)
    {
        string padding = scope.Graph.Int(RobertaWeights.Padding);
        string tokens = scope.Cast(scope.Op("Not", scope.Op("Equal", ids, padding)), OnnxType.Int32);
        string counted = scope.Mul(scope.Op("CumSum", tokens, scope.Graph.Int(1)), tokens);
        return scope.Add(scope.Cast(counted, OnnxType.Int64), padding);
    }
}
