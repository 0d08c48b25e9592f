namespace RerankKit.Onnx;

/// <summary>
/// Rewrites a classifier's graph so that what its head reads of the last layer, the first token, is all that is computed there: queries, what they attend to, feed-forward and norms, for one token of a
/// sequence; keys and values for all.
/// </summary>
/// <remarks>
/// No family is known here. From the operator that takes the first token the selection is pushed backwards, through every operator that makes a token of its output of the same token of its inputs, as
/// far as nothing else uses what is in between; there the first token is cut out. Shapes are found for two numbers of sequences and two lengths, so that a dimension that follows the length of the sequences
/// is told from one that does not. What is not known is left as it is.
/// </remarks>
internal sealed partial class FirstTokenRewriting
{
    private const int MinOperators = 11;
    private const int MinVersion = 4;
    private readonly GraphFile _graph;
    private readonly GraphShapes _shapes;
    private readonly GraphShapes _otherShapes;
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Request> _requests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphNode> _cuts = new(StringComparer.Ordinal);
    private readonly Dictionary<GraphNode, GraphNode> _before = [];
    private readonly HashSet<GraphNode> _converted = [];

    private FirstTokenRewriting(GraphFile graph)
    {
        _graph = graph;
        _shapes = new(graph, batch: 17, tokens: 29);
        _otherShapes = new(graph, batch: 19, tokens: 31);
        foreach (string name in graph.Nodes.Where(node => node.Operator != "Shape").SelectMany(node => node.Inputs).Concat(graph.Outputs))
        {
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>Rewrites the graph of a file.</summary>
    /// <returns>What came of it.</returns>
    public static FirstTokenGraph Rewrite(string path)
    {
        try
        {
            GraphFile graph = GraphFile.Read(path);
            var rewriting = new FirstTokenRewriting(graph);
            string? refusal = rewriting.Refusal() ?? rewriting.Push() ?? rewriting.Finish();
            return refusal is null ? new(graph.Write(), graph.Folder, rewriting._converted.Count, Refusal: null) : FirstTokenGraph.AsItIs(refusal);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or OverflowException)
        {
            // The runtime says better what is wrong with the file.
            return FirstTokenGraph.AsItIs($"its file cannot be read ({exception.Message})");
        }
    }

    private string? Refusal() =>
        _graph.Operators < MinOperators || _graph.Version < MinVersion ? Invariant($"it is of operator set {_graph.Operators} and version {_graph.Version}, and known are {MinOperators} and {MinVersion} or later")
        : _graph.Nodes.Any(node => node.HasGraph) ? "it has graphs inside operators"
        : _graph.Nodes.Any(node => node.Operator is "DynamicQuantizeLinear" or "com.microsoft.DynamicQuantizeMatMul") ? "it is quantised as it runs, by a scale that all tokens share"
        : null;

    private string? Push()
    {
        bool isFound = false;
        for (int i = _graph.Nodes.Count - 1; i >= 0; i--)
        {
            GraphNode node = _graph.Nodes[i];
            if (TakesFirst(node) is { } axis)
            {
                isFound = true;
                Ask(node, 0, axis, isTaken: true);
            }
            else if (node.Outputs.FirstOrDefault(_requests.ContainsKey) is { } asked)
            {
                Convert(node, asked);
            }
        }

        foreach ((string name, Request request) in _requests.Where(item => !item.Value.IsSettled).ToArray())
        {
            Cut(name, request);
        }

        return !isFound ? "no operator takes the first token"
            : !_converted.Any(node => node.Operator is "MatMul" or "com.microsoft.FusedMatMul") ? "what the first token is taken from is also used otherwise, or made by operators that are not known"
            : null;
    }

    private void Convert(GraphNode node, string asked)
    {
        int axis = _requests[asked].Axis;
        bool isFree = node.Outputs.All(output => _uses.GetValueOrDefault(output) == 0 && (!_requests.TryGetValue(output, out Request? other) || other.Axis == axis));
        List<(int Input, int Axis)>? inputs = isFree ? Rows(node, asked, axis) : null;
        foreach (string output in node.Outputs)
        {
            if (_requests.TryGetValue(output, out Request? request))
            {
                request.IsSettled = true;
                if (inputs is null)
                {
                    Cut(output, request);
                }
            }
        }

        if (inputs is not null)
        {
            _converted.Add(node);
            inputs.ForEach(input => Ask(node, input.Input, input.Axis, isTaken: false));
        }
    }

    // Another axis of the same tensor stays a use of all of it.
    private void Ask(GraphNode node, int input, int axis, bool isTaken)
    {
        string name = node.Inputs[input];
        if (!_requests.TryGetValue(name, out Request? request))
        {
            _requests[name] = request = new(axis);
        }

        if (request.Axis == axis)
        {
            _uses[name]--;
            if (!isTaken)
            {
                request.Edges.Add((node, input));
            }
        }
        else
        {
            node.Inputs[input] = Slice(name, axis).Outputs[0];
        }
    }

    private void Cut(string name, Request request)
    {
        if (request.Edges.Count > 0)
        {
            string first = Slice(name, request.Axis).Outputs[0];
            request.Edges.ForEach(edge => edge.Node.Inputs[edge.Input] = first);
        }
    }

    private GraphNode Slice(string name, int axis)
    {
        string output = Invariant($"{name}_first_token_{axis}");
        if (!_cuts.TryGetValue(output, out GraphNode? slice))
        {
            _cuts[output] = slice = GraphNode.Of("Slice", output, name, _graph.Integers("first_token_begin", 0), _graph.Integers("first_token_end", 1), _graph.Integers(Invariant($"first_token_axis_{axis}"), axis));
        }

        return slice;
    }

    // Puts the new nodes in, leaves out those that nothing needs any more, and asks for shapes where they still are what they were.
    private string? Finish()
    {
        ILookup<string, GraphNode> cuts = _cuts.Values.ToLookup(slice => slice.Inputs[0], StringComparer.Ordinal);
        var made = _graph.Nodes.SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        List<GraphNode> nodes = [.. cuts.Where(cut => !made.Contains(cut.Key)).SelectMany(cut => cut)];
        foreach (GraphNode node in _graph.Nodes)
        {
            if (_before.TryGetValue(node, out GraphNode? before))
            {
                nodes.Add(before);
            }

            nodes.Add(node);
            nodes.AddRange(node.Outputs.SelectMany(output => cuts[output]));
        }

        RemoveUnused(nodes);
        var rows = _converted.SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Operator == "Shape" && rows.Contains(nodes[i].Inputs[0]))
            {
                string name = nodes[i].Inputs[0];
                string? same = nodes.Take(i).Where(node => !_converted.Contains(node)).SelectMany(node => node.Outputs).LastOrDefault(other => IsAlike(name, other));
                if (same is null)
                {
                    return $"the shape of '{name}' is needed, which would be another";
                }

                nodes[i].Inputs[0] = same;
            }
        }

        RemoveUnused(nodes);
        _graph.Nodes.Clear();
        _graph.Nodes.AddRange(nodes);
        return null;
    }

    private void RemoveUnused(List<GraphNode> nodes)
    {
        var needed = _graph.Outputs.ToHashSet(StringComparer.Ordinal);
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(nodes[i].Inputs);
            }
            else
            {
                nodes.RemoveAt(i);
            }
        }
    }

    private bool IsAlike(string name, string other) =>
        _shapes.Of(name) is { } shape && _shapes.Of(other)?.SequenceEqual(shape) == true && _otherShapes.Of(name) is { } otherShape && _otherShapes.Of(other)?.SequenceEqual(otherShape) == true;

    private bool FollowsTokens(string name, int axis) => LengthOf(_shapes, name, axis) == _shapes.Tokens && LengthOf(_otherShapes, name, axis) == _otherShapes.Tokens;

    private bool IsOne(string name, int axis) => LengthOf(_shapes, name, axis) == 1 && LengthOf(_otherShapes, name, axis) == 1;

    private static long? LengthOf(GraphShapes shapes, string name, int axis) => shapes.Of(name) is { } shape && axis >= 0 && axis < shape.Length ? shape[axis] : null;

    /// <summary>What is wanted of a tensor: the first along an axis.</summary>
    private sealed class Request(int axis)
    {
        public int Axis { get; } = axis;

        /// <summary>Who wants it, where it is not the operator that takes it itself.</summary>
        public List<(GraphNode Node, int Input)> Edges { get; } = [];

        /// <summary>Whether its maker has been seen.</summary>
        public bool IsSettled { get; set; }
    }
}
