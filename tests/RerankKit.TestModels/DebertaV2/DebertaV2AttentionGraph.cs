namespace RerankKit.TestModels;

/// <summary>Disentangled attention: content to content, content to position, position to content, with shared projections.</summary>
/// <param name="options">Sizes.</param>
/// <param name="relative">Normed embeddings of relative positions, [2 * buckets, hidden].</param>
/// <param name="buckets">Signed buckets of the distances, [1, tokens, tokens].</param>
/// <param name="hidden">Whether a pair of positions holds padding, [batch, 1, tokens, tokens].</param>
internal sealed class DebertaV2AttentionGraph(TestModelOptions options, string relative, string buckets, string hidden)
{
    private readonly int _size = options.Hidden / options.Heads;

    public string Build(GraphScope scope, string x, EncoderLayerWeights weights)
    {
        GraphBuilder graph = scope.Graph;
        string query = Flat(scope, scope.In("query_proj").Linear(x, weights.Query.Matrix, weights.Query.Bias));
        string key = Flat(scope, scope.In("key_proj").Linear(x, weights.Key.Matrix, weights.Key.Bias));
        string value = Flat(scope, scope.In("value_proj").Linear(x, weights.Value.Matrix, weights.Value.Bias));
        string scale = graph.Float(MathF.Sqrt(_size * 3));
        string scores = scope.MatMul(query, scope.Div(scope.Transpose(key, 0, 2, 1), scale));
        scores = scope.Add(scores, Positional(scope, x, query, key, weights, scale));

        string[] heads = [scope.Unsqueeze(scope.Dimension(x, 0), 0), graph.Ints(options.Heads), scope.Unsqueeze(scope.Dimension(x, 1), 0)];
        string square = scope.Op("Reshape", scores, scope.Concat(0, [.. heads, heads[2]]));
        string shares = scope.Softmax(scope.Op("Where", hidden, graph.Float(float.MinValue), square));
        shares = scope.Op("Where", hidden, graph.Float(0), shares);
        string flat = scope.Op("Reshape", shares, scope.Concat(0, graph.Ints(-1), heads[2], heads[2]));
        string context = scope.Op("Reshape", scope.MatMul(flat, value), scope.Concat(0, [.. heads, graph.Ints(_size)]));
        return scope.MergeHeads(context, options.Hidden);
    }

    private string Positional(GraphScope scope, string x, string query, string key, EncoderLayerWeights weights, string scale)
    {
        GraphBuilder graph = scope.Graph;
        string batch = scope.Unsqueeze(scope.Dimension(x, 0), 0);
        string last = graph.Int((2 * options.PositionBuckets) - 1);
        string span = graph.Int(options.PositionBuckets);
        string tokens = scope.Unsqueeze(scope.Dimension(x, 1), 0);
        string shape = scope.Concat(0, scope.Unsqueeze(scope.Dimension(query, 0), 0), tokens, tokens);

        string positionKeys = PerBatch(scope, scope.In("key_proj").Linear(relative, weights.Key.Matrix, weights.Key.Bias), batch);
        string toPositions = scope.MatMul(query, scope.Transpose(positionKeys, 0, 2, 1));
        string forward = scope.Op("Clip", scope.Add(buckets, span), graph.Int(0), last);
        toPositions = scope.With("GatherElements", [toPositions, scope.Op("Expand", forward, shape)], GraphScope.Attribute("axis", -1));

        string positionQueries = PerBatch(scope, scope.In("query_proj").Linear(relative, weights.Query.Matrix, weights.Query.Bias), batch);
        string fromPositions = scope.MatMul(key, scope.Transpose(positionQueries, 0, 2, 1));
        string backward = scope.Op("Clip", scope.Add(scope.Op("Neg", buckets), span), graph.Int(0), last);
        fromPositions = scope.With("GatherElements", [fromPositions, scope.Op("Expand", backward, shape)], GraphScope.Attribute("axis", -1));
        return scope.Add(scope.Div(toPositions, scale), scope.Div(scope.Transpose(fromPositions, 0, 2, 1), scale));
    }

    /// <summary>[batch, tokens, hidden] to [batch * heads, tokens, size].</summary>
    private string Flat(GraphScope scope, string x)
    {
        string tokens = scope.Unsqueeze(scope.Dimension(x, 1), 0);
        string shape = scope.Concat(0, scope.Graph.Ints(-1), tokens, scope.Graph.Ints(_size));
        return scope.Op("Reshape", scope.SplitHeads(x, options.Heads, _size), shape);
    }

    /// <summary>[2 * buckets, hidden] to [batch * heads, 2 * buckets, size], repeated for every sequence of the batch.</summary>
    private string PerBatch(GraphScope scope, string x, string batch)
    {
        GraphBuilder graph = scope.Graph;
        string heads = scope.Transpose(scope.Op("Reshape", x, graph.Ints(2 * options.PositionBuckets, options.Heads, _size)), 1, 0, 2);
        return scope.Op("Tile", heads, scope.Concat(0, batch, graph.Ints(1), graph.Ints(1)));
    }
}
