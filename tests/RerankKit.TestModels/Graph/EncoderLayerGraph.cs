namespace RerankKit.TestModels;

/// <summary>A layer of BERT and RoBERTa: attention, feed-forward, each with its residual and norm.</summary>
internal static class EncoderLayerGraph
{
    public static string Build(GraphScope scope, string x, string mask, TestModelOptions options, EncoderLayerWeights weights, float epsilon)
    {
        GraphScope attention = scope.In("attention");
        string context = Attend(attention.In("self"), x, mask, options, weights);
        return FeedForward(scope, x, context, weights, epsilon);
    }

    /// <summary>Everything after the attention's context.</summary>
    public static string FeedForward(GraphScope scope, string x, string context, EncoderLayerWeights weights, float epsilon)
    {
        GraphScope output = scope.In("attention").In("output");
        string attended = output.Add(output.In("dense").Linear(context, weights.Output.Matrix, weights.Output.Bias), x);
        attended = output.In("LayerNorm").LayerNorm(attended, weights.OutputNorm.Scale, weights.OutputNorm.Bias, epsilon);

        GraphScope up = scope.In("intermediate");
        string wide = up.In("dense").Linear(attended, weights.Up.Matrix, weights.Up.Bias);
        wide = up.In("intermediate_act_fn").Gelu(wide);

        GraphScope down = scope.In("output");
        string narrow = down.Add(down.In("dense").Linear(wide, weights.Down.Matrix, weights.Down.Bias), attended);
        return down.In("LayerNorm").LayerNorm(narrow, weights.Norm.Scale, weights.Norm.Bias, epsilon);
    }

    private static string Attend(GraphScope scope, string x, string mask, TestModelOptions options, EncoderLayerWeights weights)
    {
        int size = options.Hidden / options.Heads;
        string query = scope.In("query").Linear(x, weights.Query.Matrix, weights.Query.Bias);
        string key = scope.In("key").Linear(x, weights.Key.Matrix, weights.Key.Bias);
        string value = scope.In("value").Linear(x, weights.Value.Matrix, weights.Value.Bias);
        string queries = scope.SplitHeads(query, options.Heads, size);
        string keys = scope.Transpose(scope.View(key, options.Heads, size), 0, 2, 3, 1);
        string values = scope.SplitHeads(value, options.Heads, size);
        string scores = scope.Div(scope.MatMul(queries, keys), scope.Graph.Float(MathF.Sqrt(size)));
        string shares = scope.Softmax(scope.Add(scores, mask));
        return scope.MergeHeads(scope.MatMul(shares, values), options.Hidden);
    }
}
