namespace RerankKit.Onnx;

/// <content>Which operators make the first token of their output of the first token of their inputs.</content>
internal sealed partial class FirstTokenRewriting
{
    /// <summary>The axis along which a node takes the first token of its input, and nothing else; null where it does not.</summary>
    private int? TakesFirst(GraphNode node)
    {
        if (node.Operator is not ("Gather" or "Slice") || node.Inputs.Count < 2 || _shapes.Of(node.Inputs[0]) is not { } shape)
        {
            return null;
        }

        if (node.Operator == "Gather")
        {
            int axis = Axis(node, shape.Length, 0);
            return _shapes.ValuesOf(node.Inputs[1]) is [0] && FollowsTokens(node.Inputs[0], axis) ? axis : null;
        }

        (long Start, long End, long Axis, long Step)[] cuts = _shapes.Cuts(node, shape.Length) ?? [];
        int cut = Array.FindIndex(cuts, cut => cut is { Start: 0, End: 1, Step: 1 } && FollowsTokens(node.Inputs[0], (int)cut.Axis));
        return cut < 0 ? null : (int)cuts[cut].Axis;
    }

    /// <summary>The inputs of which the first along an axis is enough for the first of the output along <paramref name="axis"/>; null where that is not known.</summary>
    private List<(int Input, int Axis)>? Rows(GraphNode node, string output, int axis)
    {
        if (_shapes.Of(output) is not { } shape || !FollowsTokens(output, axis))
        {
            return null;
        }

        int rank = shape.Length;
        int inputRank = _shapes.Of(node.Inputs.FirstOrDefault() ?? "")?.Length ?? 0;
        switch (node.Operator)
        {
            case var _ when GraphShapes.IsElementWise(node):
                return Broadcast(node, [.. Enumerable.Range(0, node.Inputs.Count)], rank, axis);
            case "Dropout":
                return Broadcast(node, [0], rank, axis);
            case "Softmax" when Axis(node, rank, _graph.Operators < 13 ? 1 : -1) == rank - 1 && axis < rank - 1:
                return [(0, axis)];
            case "LayerNormalization" when Axis(node, rank, -1) > axis:
                return [(0, axis)];
            case "MatMul" or "com.microsoft.FusedMatMul" when axis == rank - 2 && GraphShapes.IsOfRows(node):
                return [(0, inputRank - 2)];
            case "Transpose":
                return [(0, (int)(node.Integers("perm")?[axis] ?? rank - 1 - axis))];
            case "ReduceMean" or "ReduceSum" or "ReduceMax" when node.Integer("keepdims", 1) == 1 && _shapes.Axes(node, inputRank) is { } reduced && !reduced.Contains(axis):
                return [(0, axis)];
            case "Unsqueeze" when _shapes.Axes(node, rank) is { } added:
                return [(0, axis - added.Count(other => other < axis))];
            case "Squeeze" when _shapes.Axes(node, inputRank) is { } removed:
                return [(0, Enumerable.Range(0, inputRank).Where(from => !removed.Contains(from)).ElementAt(axis))];
            case "Concat" when Axis(node, rank, 0) != axis:
                return [.. Enumerable.Range(0, node.Inputs.Count).Select(input => (input, axis))];
            case "Split" when Axis(node, rank, 0) != axis:
                return [(0, axis)];
            case "Slice" when _shapes.Cuts(node, rank) is { } cuts && cuts.All(cut => cut.Axis != axis):
                return [(0, axis)];
            case "Gather" when _shapes.Of(node.Inputs[1])?.Length is { } indices && Axis(node, inputRank, 0) is var along && (axis < along || axis >= along + indices):
                return [(0, axis < along ? axis : axis - indices + 1)];
            case "GatherElements" when Axis(node, rank, 0) == axis:
                return [(1, axis)];
            case "GatherElements" when FollowsTokens(node.Inputs[0], axis):
                return [(0, axis), (1, axis)];
            case "Reshape":
                return Reshape(node, output, axis);
            default:
                return null;
        }
    }

    private List<(int Input, int Axis)>? Broadcast(GraphNode node, ReadOnlySpan<int> inputs, int rank, int axis)
    {
        List<(int Input, int Axis)> rows = [];
        foreach (int input in inputs)
        {
            string name = node.Inputs[input];
            if (name.Length > 0 && _shapes.Of(name) is var shape)
            {
                int along = axis - rank + (shape?.Length ?? 0);
                if (shape is null)
                {
                    return null;
                }
                else if (FollowsTokens(name, along))
                {
                    rows.Add((input, along));
                }
                else if (along >= 0 && !IsOne(name, along))
                {
                    return null;
                }
            }
        }

        return rows;
    }

    // Before and behind the axis dimensions may be split or joined, as long as the axis stays what it is.
    private List<(int Input, int Axis)>? Reshape(GraphNode node, string output, int axis)
    {
        string input = node.Inputs[0];
        if (_shapes.Of(input) is not { } from || _otherShapes.Of(input) is not { } otherFrom || _shapes.Of(output) is not { } to || _otherShapes.Of(output) is not { } otherTo)
        {
            return null;
        }

        int along = Enumerable.Range(0, from.Length).FirstOrDefault(
            i => FollowsTokens(input, i) && Product(from, i) == Product(to, axis) && Product(otherFrom, i) == Product(otherTo, axis), -1);
        if (along < 0)
        {
            return null;
        }

        long[] lengths = [.. to.Select((length, i) =>
            i == axis ? 1
            : length == otherTo[i] ? length
            : i != along && i < from.Length && from[i] == length && otherFrom[i] == otherTo[i] ? 0
            : -1)];
        if (lengths.Count(length => length == -1) <= 1)
        {
            node.Inputs[1] = _graph.Integers($"{output}_first_token_shape", lengths);
        }
        else if (_graph.Operators >= 12 && _shapes.ValuesOf(node.Inputs[1]) is { } asked && asked[axis] == to[axis] && !asked.Contains(0) && _otherShapes.ValuesOf(node.Inputs[1])?[axis] == otherTo[axis])
        {
            // As it is computed, but for the axis.
            long[] most = [.. to.Select((_, i) => i == axis ? 1 : long.MaxValue)];
            _before[node] = GraphNode.Of("Min", $"{output}_first_token_lengths", node.Inputs[1], _graph.Integers($"{output}_first_token_most", most));
            node.Inputs[1] = _before[node].Outputs[0];
        }
        else
        {
            return null;
        }

        return [(0, along)];

        static long Product(long[] shape, int end) => shape[..end].Aggregate(1L, (a, b) => a * b);
    }

    private static int Axis(GraphNode node, int rank, int otherwise)
    {
        int axis = (int)node.Integer("axis", otherwise);
        return axis < 0 ? axis + rank : axis;
    }
}
