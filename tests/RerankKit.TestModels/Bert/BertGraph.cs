namespace RerankKit.TestModels;

/// <summary>BERT for sequence classification as torch exports it.</summary>
internal static class BertGraph
{
    public static void Build(GraphBuilder graph, TestModelOptions options, BertWeights weights)
    {
        EncoderInputs inputs = EncoderInputs.Declare(graph, options, tokenTypes: true);
        GraphScope bert = graph.Root.In("bert");
        string mask = bert.AdditiveMask(inputs.Mask);
        string x = Embeddings(bert.In("embeddings"), inputs, options, weights);
        for (int i = 0; i < weights.Layers.Length; i++)
        {
            x = EncoderLayerGraph.Build(bert.In("encoder").In($"layer.{i}"), x, mask, options, weights.Layers[i], BertWeights.Epsilon);
        }

        if (TokenHead.TryBuild(graph, options, x))
        {
            return;
        }

        GraphScope pooler = bert.In("pooler");
        string first = pooler.Gather(x, graph.Int(0), 1);
        string pooled = pooler.Op("Tanh", pooler.In("dense").Gemm(first, weights.Pooler.Matrix, weights.Pooler.Bias));
        EncoderOutputs.Logits(graph, options, graph.Root.In("classifier").Gemm(pooled, weights.Classifier.Matrix, weights.Classifier.Bias));
    }

    private static string Embeddings(GraphScope scope, EncoderInputs inputs, TestModelOptions options, BertWeights weights)
    {
        GraphBuilder graph = scope.Graph;
        string words = scope.In("word_embeddings").Embedding(inputs.Ids, weights.Words);
        string types = scope.In("token_type_embeddings").Embedding(inputs.Types!, weights.Types);
        string length = scope.Unsqueeze(scope.Dimension(inputs.Ids, 1), 0);
        string positionIds = scope.Slice(graph.Sequence("bert.embeddings.position_ids", options.MaxPositions), graph.Ints(0), length, 1);
        string positions = scope.In("position_embeddings").Embedding(positionIds, weights.Positions);
        string sum = scope.Add(scope.Add(words, types), positions);
        return scope.In("LayerNorm").LayerNorm(sum, weights.Norm.Scale, weights.Norm.Bias, BertWeights.Epsilon);
    }
}
