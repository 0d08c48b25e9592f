namespace RerankKit.TestModels;

/// <summary>One layer of a decoder: grouped attention with normed queries and keys, gated feed-forward.</summary>
internal static class Qwen3LayerGraph
{
    public static string Build(
        GraphScope scope, string x, int layer, TestModelOptions options, Qwen3LayerWeights weights, Qwen3Context context, List<(string Key, string Value)> presents)
    {
        string normed = scope.In("input_layernorm").RmsNorm(x, weights.InputNorm, Qwen3Weights.Epsilon);
        x = scope.Add(x, Attend(scope.In("self_attn"), normed, layer, options, weights, context, presents));

        GraphScope mlp = scope.In("mlp");
        normed = scope.In("post_attention_layernorm").RmsNorm(x, weights.PostNorm, Qwen3Weights.Epsilon);
        string gate = mlp.In("gate_proj").Linear(normed, weights.Gate);
        gate = mlp.In("act_fn").Mul(gate, mlp.In("act_fn").Op("Sigmoid", gate));
        string gated = mlp.Mul(gate, mlp.In("up_proj").Linear(normed, weights.Up));
        return scope.Add(x, mlp.In("down_proj").Linear(gated, weights.Down));
    }

    private static string Attend(
        GraphScope scope, string x, int layer, TestModelOptions options, Qwen3LayerWeights weights, Qwen3Context context, List<(string Key, string Value)> presents)
    {
        int size = options.Hidden / options.Heads;
        int shared = options.KeyValueHeads;
        string query = Heads(scope, "q", x, weights.Query, weights.QueryNorm, options.Heads, size);
        string key = Heads(scope, "k", x, weights.Key, weights.KeyNorm, shared, size);
        string value = scope.SplitHeads(scope.In("v_proj").Linear(x, weights.Value), shared, size);
        query = scope.Rotate(query, context.Rotation, size);
        key = scope.Rotate(key, context.Rotation, size);
        if (options.KeyValueInputs)
        {
            (string pastKey, string pastValue) = context.Inputs.Pasts[layer];
            key = scope.Concat(2, pastKey, key);
            value = scope.Concat(2, pastValue, value);
        }

        presents.Add((key, value));
        key = Repeat(scope, key, options, size);
        value = Repeat(scope, value, options, size);
        string scores = scope.Mul(scope.MatMul(query, scope.Transpose(key, 0, 1, 3, 2)), scope.Graph.Float((float)(1 / Math.Sqrt(size))));
        string shares = scope.Softmax(scope.Add(scores, context.Mask));
        return scope.In("o_proj").Linear(scope.MergeHeads(scope.MatMul(shares, value), options.Hidden), weights.Output);
    }

    private static string Heads(GraphScope scope, string name, string x, SeededTensor weight, SeededTensor norm, int heads, int size)
    {
        string split = scope.View(scope.In(name + "_proj").Linear(x, weight), heads, size);
        return scope.Transpose(scope.In(name + "_norm").RmsNorm(split, norm, Qwen3Weights.Epsilon), 0, 2, 1, 3);
    }

    /// <summary>[batch, shared heads, tokens, size] to [batch, heads, tokens, size], each head repeated.</summary>
    private static string Repeat(GraphScope scope, string x, TestModelOptions options, int size)
    {
        GraphBuilder graph = scope.Graph;
        int times = options.Heads / options.KeyValueHeads;
        if (times == 1)
        {
            return x;
        }

        string batch = scope.Unsqueeze(scope.Dimension(x, 0), 0);
        string tokens = scope.Unsqueeze(scope.Dimension(x, 2), 0);
        string wide = scope.Concat(0, batch, graph.Ints(options.KeyValueHeads), graph.Ints(times), tokens, graph.Ints(size));
        string flat = scope.Concat(0, batch, graph.Ints(options.Heads), tokens, graph.Ints(size));
        return scope.Op("Reshape", scope.Op("Expand", scope.Unsqueeze(x, 2), wide), flat);
    }
}
