namespace RerankKit;

/// <summary>How a language model is asked to rank: what one question shows it, and what becomes of the answers.</summary>
/// <remarks>Immutable. The prompts are data and part of <see cref="RerankerMetadata.Revision"/>; <c>docs/llm-rerankers.md</c> says which method to use when.</remarks>
public abstract record ChatRerankMethod
{
    private protected ChatRerankMethod(string name, ChatRerankPrompt prompt, RerankScoreKind scoreKind) =>
        (Name, Prompt, ScoreKind) = (name, prompt, scoreKind);

    /// <summary>What configuration, stages and cache keys call the method.</summary>
    public string Name { get; }

    /// <summary>What the model reads.</summary>
    /// <value>Default: the method's own prompt, one of <see cref="ChatRerankPrompts"/>.</value>
    public ChatRerankPrompt Prompt { get; init => field = Allow.NotNull(value); }

    /// <summary>Whether the answer is asked for as JSON that follows a schema, which the server then enforces.</summary>
    /// <value>
    /// Default true, except for <see cref="YesNoChatMethod"/>. Set false for servers and clients without structured output; the answers are then read from
    /// plain text. What comes back is checked either way.
    /// </value>
    public bool UseJsonSchema { get; init; } = true;

    /// <summary>Whether each candidate is asked about on its own.</summary>
    public bool IsPointwise => ScoreKind != RerankScoreKind.RankOnly;

    /// <summary>What the scores are.</summary>
    public RerankScoreKind ScoreKind { get; }

    /// <summary>How many tokens an answer may have where the options do not say; null leaves it to the model.</summary>
    internal virtual int? MaxOutputTokens => null;

    /// <summary>What of the method changes its rankings, besides the prompt.</summary>
    internal abstract string Describe();

    /// <summary>Asks the questions. The whole list, best first; empty where the answers give no ranking.</summary>
    internal abstract Task<RerankResult[]> RankAsync(ChatRun run);

    internal string Revision =>
        Invariant($"method={Name};{Describe()};json={UseJsonSchema};prompt={Prompt.Fingerprint}");
}
