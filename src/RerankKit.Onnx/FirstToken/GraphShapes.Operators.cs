using System.Collections.Frozen;

namespace RerankKit.Onnx;

/// <content>What each operator makes of shapes.</content>
internal sealed partial class GraphShapes
{
    // The output is as its inputs are broadcast, and each of its numbers comes from those at its place.
    private static readonly FrozenSet<string> ElementWise = FrozenSet.ToFrozenSet(
        [
            "Abs", "Add", "And", "Cast", "Clip", "Cos", "Div", "Equal", "Erf", "Exp", "Gelu", "Greater", "GreaterOrEqual", "Identity", "IsInf", "IsNaN", "Less", "LessOrEqual", "Log", "Max",
            "Min", "Mul", "Neg", "Not", "Or", "Pow", "Reciprocal", "Relu", "Sigmoid", "Sign", "Sin", "Sqrt", "Sub", "Tanh", "Where", "Ceil",
            "com.microsoft.BiasGelu", "com.microsoft.FastGelu", "com.microsoft.Gelu",
        ],
        StringComparer.Ordinal);

    /// <summary>Whether each number of an operator's output comes from those at its place in the inputs, which are broadcast.</summary>
    public static bool IsElementWise(GraphNode node) => ElementWise.Contains(node.Operator);

    /// <summary>Whether a product takes the rows of its first factor as they are.</summary>
    public static bool IsOfRows(GraphNode node) => node.Integer("transA", 0) == 0 && node.Integer("transBatchA", 0) == 0 && node.Integer("transBatchB", 0) == 0;

    private (long[]? Shape, long[]? Values) Infer(GraphNode node)
    {
        long[]? first = Shape(node, 0);
        switch (node.Operator)
        {
            case var _ when IsElementWise(node):
                return (Broadcast([.. node.Inputs.Where(input => input.Length > 0).Select(Of)]), Compute(node));
            case "Dropout" or "Softmax" or "CumSum" or "LayerNormalization":
                return (first, null);
            case "GatherElements":
                return (Shape(node, 1), null);
            case "Tile" when first is not null && Values(node, 1) is { } times && times.Length == first.Length:
                return ([.. first.Zip(times, (length, count) => length * count)], null);
            case "Constant":
                return Constant(node);
            case "ConstantOfShape" when Values(node, 0) is { } lengths && lengths.All(length => length >= 0):
                return (lengths, [.. Enumerable.Repeat(node.Constant?.Values?.FirstOrDefault() ?? 0, (int)Math.Clamp(Count(lengths), 0, MaxValues + 1))]);
            case "Range" when Values(node, 0) is [var start] && Values(node, 1) is [var limit] && Values(node, 2) is [var step] && step != 0:
                return ([Math.Max(0, (limit - start + step - Math.Sign(step)) / step)], null);
            case "Expand" when first is not null && Values(node, 1) is { } lengths:
                return (Broadcast(first, lengths), null);
            default:
                return first is null ? (null, null) : Infer(node, first);
        }
    }

    private (long[]? Shape, long[]? Values) Infer(GraphNode node, long[] first)
    {
        long axis = node.Integer("axis", 0);
        axis = axis < 0 ? axis + first.Length : axis;
        if (axis < 0)
        {
            return (null, null);
        }

        switch (node.Operator)
        {
            case "Shape":
                long[] asked = Sliced([first.Length], [(node.Integer("start", 0), node.Integer("end", first.Length), 0, 1)], first).Values!;
                return ([asked.Length], asked);
            case "Gather" when axis < first.Length && Shape(node, 1) is { } indices:
                return ([.. first[..(int)axis], .. indices, .. first[(int)(axis + 1)..]], Picked(Values(node, 0), Values(node, 1)));
            case "Concat" when node.Inputs.All(input => Of(input)?.Length == first.Length) && axis < first.Length:
                long[] joined = [.. first];
                joined[axis] = node.Inputs.Sum(input => Of(input)![axis]);
                return (joined, first.Length == 1 && node.Inputs.All(_values.ContainsKey) ? [.. node.Inputs.SelectMany(input => _values[input])] : null);
            case "Reshape" when Values(node, 1) is { } lengths && node.Integer("allowzero", 0) == 0:
                return (Reshaped(first, lengths), Values(node, 0));
            case "Transpose":
                long[] order = node.Integers("perm") ?? [.. Enumerable.Range(1, first.Length).Select(i => (long)(first.Length - i))];
                return order.Length == first.Length && order.All(from => from >= 0 && from < first.Length) ? ([.. order.Select(from => first[from])], null) : (null, null);
            case "MatMul" when first.Length >= 2 && Shape(node, 1) is { Length: >= 2 } other && first[^1] == other[^2]:
                return (Broadcast(first[..^2], other[..^2]) is { } batches ? [.. batches, first[^2], other[^1]] : null, null);
            case "com.microsoft.FusedMatMul" when IsOfRows(node) && first.Length >= 2 && Shape(node, 1) is { Length: >= 2 } other:
                return (Broadcast(first[..^2], other[..^2]) is { } parts ? [.. parts, first[^2], other[node.Integer("transB", 0) == 0 ? ^1 : ^2]] : null, null);
            case "Gemm" when first.Length == 2 && Shape(node, 1) is { Length: 2 } factor:
                return ([first[node.Integer("transA", 0) == 0 ? 0 : 1], factor[node.Integer("transB", 0) == 0 ? 1 : 0]], null);
            case "Unsqueeze" when (node.Integers("axes") ?? Values(node, 1)) is { } added:
                return (Unsqueezed(first, Axes(node, first.Length + added.Length)!), Values(node, 0));
            case "Squeeze" when Axes(node, first.Length) is { } removed:
                return ([.. first.Where((_, i) => !removed.Contains(i))], Values(node, 0));
            case "ReduceMean" or "ReduceSum" or "ReduceMax" when Axes(node, first.Length) is { } reduced:
                return node.Integer("keepdims", 1) == 0
                    ? ([.. first.Where((_, i) => !reduced.Contains(i))], null)
                    : ([.. first.Select((length, i) => reduced.Contains(i) ? 1 : length)], null);
            case "Slice" when Cuts(node, first.Length) is { } cuts && cuts.All(cut => cut is { Step: 1, Axis: >= 0 } && cut.Axis < first.Length):
                return Sliced(first, cuts, Values(node, 0));
            case "Split" when axis < first.Length:
                Split(node, first, axis);
                return (null, null);
            default:
                return (null, null);
        }
    }

    private static (long[]? Shape, long[]? Values) Constant(GraphNode node)
    {
        if (node.Constant is { } constant)
        {
            return (constant.Shape, constant.Values);
        }

        if (node.Integers("value_ints") is { } integers)
        {
            return ([integers.Length], integers);
        }

        long[]? value = node.Has("value_int") ? [node.Integer("value_int", 0)] : null;
        return (value is not null || node.Has("value_float") ? [] : null, value);
    }

    private static long[]? Reshaped(long[] from, long[] lengths)
    {
        long[] shape = [.. lengths.Select((length, i) => length == 0 && i < from.Length ? from[i] : length)];
        int open = Array.IndexOf(shape, -1);
        if (open >= 0)
        {
            shape[open] = 1;
            long others = Count(shape);
            shape[open] = others == 0 ? 0 : Count(from) / others;
        }

        return Count(shape) == Count(from) ? shape : null;
    }

    private static long[]? Unsqueezed(long[] from, long[] axes)
    {
        List<long> shape = [.. from];
        foreach (long axis in axes.Order())
        {
            if (axis < 0 || axis > shape.Count)
            {
                return null;
            }

            shape.Insert((int)axis, 1);
        }

        return [.. shape];
    }

    private static (long[] Shape, long[]? Values) Sliced(long[] from, (long Start, long End, long Axis, long Step)[] cuts, long[]? values)
    {
        long[] shape = [.. from];
        foreach ((long start, long end, long axis, _) in cuts)
        {
            long length = from[axis];
            long first = Math.Clamp(start < 0 ? start + length : start, 0, length);
            long last = Math.Clamp(end < 0 ? end + length : end, first, length);
            shape[axis] = last - first;
            values = from.Length == 1 ? values?[(int)first..(int)last] : null;
        }

        return (shape, values);
    }

    private static long[]? Picked(long[]? values, long[]? indices) =>
        values is null || indices is null || indices.Any(index => index >= values.Length || index < -values.Length) ? null
        : [.. indices.Select(index => values[index < 0 ? index + values.Length : index])];

    private void Split(GraphNode node, long[] from, long axis)
    {
        long[]? parts = node.Integers("split") ?? Values(node, 1);
        if (parts is null && node.Inputs.Count < 2 && from[axis] % node.Outputs.Count == 0)
        {
            parts = [.. Enumerable.Repeat(from[axis] / node.Outputs.Count, node.Outputs.Count)];
        }

        for (int i = 0; i < node.Outputs.Count && parts?.Length == node.Outputs.Count; i++)
        {
            long[] shape = [.. from];
            shape[axis] = parts[i];
            Set(node.Outputs[i], shape, values: null);
        }
    }

    // Integers of which shapes are made: all of one length, or single.
    private long[]? Compute(GraphNode node)
    {
        long[]?[] inputs = [.. node.Inputs.Select(ValuesOf)];
        int length = inputs.Length == 0 ? 0 : inputs.Max(input => input?.Length ?? 0);
        if (length == 0 || inputs.Any(input => input is null || (input.Length != length && input.Length != 1)))
        {
            return null;
        }

        long[] a = Stretched(inputs[0]!);
        long[] b = Stretched(inputs[^1]!);
        return node.Operator switch
        {
            "Identity" => a,
            "Cast" when (GraphElementType)node.Integer("to", 0) is GraphElementType.Int64 or GraphElementType.Int32 => a,
            "Neg" => [.. a.Select(x => -x)],
            "Add" => [.. a.Zip(b, (x, y) => x + y)],
            "Sub" => [.. a.Zip(b, (x, y) => x - y)],
            "Mul" => [.. a.Zip(b, (x, y) => x * y)],
            "Div" when !b.Contains(0) => [.. a.Zip(b, (x, y) => x / y)],
            "Equal" => [.. a.Zip(b, (x, y) => x == y ? 1L : 0)],
            "Where" when inputs.Length == 3 => [.. Stretched(inputs[1]!).Select((x, i) => a[i] != 0 ? x : b[i])],
            _ => null,
        };

        long[] Stretched(long[] values) => values.Length == length ? values : [.. Enumerable.Repeat(values[0], length)];
    }
}
