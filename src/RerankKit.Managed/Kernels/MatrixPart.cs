namespace RerankKit.Managed;

/// <summary>Some slices of inputs and some blocks of rows of a <see cref="PackedMatrix"/>; ends exclusive.</summary>
internal readonly record struct MatrixPart(int FirstSlice, int EndSlice, int FirstBlock, int EndBlock);
