namespace RerankKit.Models;

/// <summary>Reads rows of numbers: one per token, or one per sequence.</summary>
internal interface IVectorHead : IOutputHead
{
    /// <summary>The output's name.</summary>
    string Name { get; }

    /// <summary>Numbers per row; 0 before the first run.</summary>
    int Width { get; }
}
