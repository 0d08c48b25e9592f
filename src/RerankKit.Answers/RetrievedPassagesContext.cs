namespace RerankKit.Answers;

/// <summary>The passages that an answer was made from, best first.</summary>
public sealed class RetrievedPassagesContext : EvaluationContext
{
    /// <summary>Makes the context.</summary>
    /// <param name="passages">Their texts, best first.</param>
    public RetrievedPassagesContext(params IEnumerable<string> passages)
        : this(passages.ToArray())
    {
    }

    private RetrievedPassagesContext(string[] passages)
        : base("Retrieved passages", passages.Select(AIContent (passage) => new TextContent(passage))) => Passages = passages;

    /// <summary>Their texts, best first.</summary>
    public IReadOnlyList<string> Passages { get; }
}
