using Microsoft.Extensions.AI.Evaluation;

namespace RerankKit.Answers;

/// <summary>The passages that an answer was made from, best first.</summary>
/// <param name="passages">Their texts.</param>
public sealed class RetrievedPassagesContext(params IEnumerable<string> passages)
    : EvaluationContext("Retrieved passages", string.Join("\n\n", passages))
{
    /// <summary>The texts of the passages, best first.</summary>
    public IReadOnlyList<string> Passages { get; } = [.. passages];
}
