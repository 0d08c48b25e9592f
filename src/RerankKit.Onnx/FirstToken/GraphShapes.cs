namespace RerankKit.Onnx;

/// <summary>The shapes of a graph's tensors for one number of sequences and one length, found operator by operator; nothing is computed but what shapes are made of.</summary>
internal sealed partial class GraphShapes
{
    private const int MaxValues = 64;
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> _values = new(StringComparer.Ordinal);

    /// <summary>Finds the shapes.</summary>
    /// <param name="graph">The graph. Its inputs of two dimensions are [batch, tokens].</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="tokens">Their length.</param>
    public GraphShapes(GraphFile graph, long batch, long tokens)
    {
        Tokens = tokens;
        foreach ((string name, GraphConstant constant) in graph.Constants)
        {
            Set(name, constant.Shape, constant.Values);
        }

        foreach ((string name, long[] shape) in graph.Inputs)
        {
            if (shape.Length == 2)
            {
                _shapes.TryAdd(name, [shape[0] < 0 ? batch : shape[0], shape[1] < 0 ? tokens : shape[1]]);
            }
        }

        foreach (GraphNode node in graph.Nodes.Where(node => node.Outputs.Count > 0))
        {
            (long[]? shape, long[]? values) = Infer(node);
            if (shape is not null)
            {
                Set(node.Outputs[0], shape, values);
            }
        }
    }

    /// <summary>The length of the sequences.</summary>
    public long Tokens { get; }

    /// <summary>A tensor's shape; null where it is not known.</summary>
    public long[]? Of(string name) => _shapes.GetValueOrDefault(name);

    /// <summary>A tensor's integers; null where they are not known.</summary>
    public long[]? ValuesOf(string name) => _values.GetValueOrDefault(name);

    /// <summary>The axes that a node names, by attribute or as an input, counted from the front; null where it names none, or they are not known.</summary>
    public long[]? Axes(GraphNode node, int rank) => (node.Integers("axes") ?? Values(node, 1))?.Select(axis => axis < 0 ? axis + rank : axis).ToArray();

    /// <summary>Where a Slice begins and ends along each axis that it cuts, as it is written; null where that is not known.</summary>
    public (long Start, long End, long Axis, long Step)[]? Cuts(GraphNode node, int rank)
    {
        if ((node.Integers("starts") ?? Values(node, 1)) is not { } starts || (node.Integers("ends") ?? Values(node, 2)) is not { } ends)
        {
            return null;
        }

        bool hasAxes = node.Inputs.Count > 3 && node.Inputs[3].Length > 0;
        bool hasSteps = node.Inputs.Count > 4 && node.Inputs[4].Length > 0;
        long[]? axes = node.Integers("axes") ?? (hasAxes ? Values(node, 3) : [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)]);
        long[]? steps = hasSteps ? Values(node, 4) : [.. Enumerable.Repeat(1L, starts.Length)];
        return axes is not null && steps is not null && ends.Length == starts.Length && axes.Length == starts.Length && steps.Length == starts.Length
            ? [.. starts.Select((start, i) => (start, ends[i], axes[i] < 0 ? axes[i] + rank : axes[i], steps[i]))]
            : null;
    }

    /// <summary>The shape that several broadcast to; null where they do not.</summary>
    private static long[]? Broadcast(params ReadOnlySpan<long[]?> shapes)
    {
        long[] result = [];
        foreach (long[]? shape in shapes)
        {
            if (shape is null)
            {
                return null;
            }

            (long[] longer, long[] shorter) = shape.Length > result.Length ? (shape, result) : (result, shape);
            long[] next = [.. longer];
            for (int i = 1; i <= shorter.Length; i++)
            {
                if (next[^i] != shorter[^i] && next[^i] != 1 && shorter[^i] != 1)
                {
                    return null;
                }

                next[^i] = next[^i] == 1 ? shorter[^i] : next[^i];
            }

            result = next;
        }

        return result;
    }

    private static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long length in shape)
        {
            count *= length;
        }

        return count;
    }

    private void Set(string name, long[] shape, long[]? values)
    {
        _shapes[name] = shape;
        if (values is not null && values.Length <= MaxValues && values.Length == Count(shape))
        {
            _values[name] = values;
        }
    }

    private long[]? Shape(GraphNode node, int input) => input < node.Inputs.Count ? _shapes.GetValueOrDefault(node.Inputs[input]) : null;

    private long[]? Values(GraphNode node, int input) => input < node.Inputs.Count ? _values.GetValueOrDefault(node.Inputs[input]) : null;
}
