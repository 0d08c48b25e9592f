namespace RerankKit.TestModels;

/// <summary>The heads that put out one row of numbers per token.</summary>
internal static class TokenHead
{
    /// <summary>Builds the head where the options ask for one.</summary>
    /// <returns>Whether they do.</returns>
    public static bool TryBuild(GraphBuilder graph, TestModelOptions options, string x)
    {
        if (options.Head == TestHead.HiddenStates)
        {
            EncoderOutputs.HiddenStates(graph, options, x);
            return true;
        }

        if (options.Head is not (TestHead.TokenVectors or TestHead.UnitTokenVectors))
        {
            return false;
        }

        GraphScope scope = graph.Root.In("linear");
        string vectors = scope.Linear(x, DenseWeights.Of(options)[0].Matrix);
        bool isUnit = options.Head == TestHead.UnitTokenVectors;
        if (isUnit)
        {
            string length = scope.With("ReduceL2", [vectors], GraphScope.Attributes("axes", -1), GraphScope.Attribute("keepdims", 1));
            vectors = scope.Div(vectors, scope.Op("Max", length, graph.Float(1e-12f)));
        }

        EncoderOutputs.Output(graph, options, vectors, isUnit ? "output" : "contextual", "batch_size", "sequence_length", options.LateInteraction!.Layers[0].Outputs);
        return true;
    }

    /// <summary>The reference of <see cref="TryBuild"/>; null where the options ask for another head.</summary>
    public static double[]? Apply(TestModelOptions options, Rows x)
    {
        if (options.Head == TestHead.HiddenStates)
        {
            return x.Values;
        }

        if (options.Head is not (TestHead.TokenVectors or TestHead.UnitTokenVectors))
        {
            return null;
        }

        Rows vectors = DenseWeights.Of(options)[0].Apply(x);
        for (int i = 0; i < vectors.Count && options.Head == TestHead.UnitTokenVectors; i++)
        {
            double length = Math.Sqrt(Attention.Dot(vectors[i], vectors[i]));
            foreach (ref double value in vectors[i])
            {
                value /= length;
            }
        }

        return vectors.Values;
    }
}
