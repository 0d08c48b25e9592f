namespace RerankKit.Models;

/// <summary>An input or output of a model, as the model declares it.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="ElementType">What it consists of; <see cref="GraphElementType.Undefined"/> where it is no tensor.</param>
/// <param name="Shape">Its dimensions; -1 where the length is not fixed. A scalar has none.</param>
/// <param name="DimensionNames">The names of the dimensions that are not fixed, such as <c>batch_size</c>; null where there is none.</param>
internal sealed record GraphTensor(string Name, GraphElementType ElementType, long[] Shape, string?[] DimensionNames)
{
    public override string ToString() =>
        $"{Name}: {ElementType}[{string.Join(", ", Shape.Select((length, i) => length >= 0 ? $"{length}" : DimensionNames[i] ?? "?"))}]";
}
