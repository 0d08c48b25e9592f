namespace RerankKit.Onnx;

/// <summary>What came of rewriting a graph for the first token.</summary>
/// <param name="Model">The rewritten graph; null where it is run as it is.</param>
/// <param name="Folder">The folder that its weights are in.</param>
/// <param name="Operators">How many operators compute the first token alone.</param>
/// <param name="Refusal">Why it is run as it is; null where it is not.</param>
internal sealed record FirstTokenGraph(byte[]? Model, string Folder, int Operators, string? Refusal)
{
    public static FirstTokenGraph AsItIs(string refusal) => new(Model: null, Folder: "", Operators: 0, refusal);
}
