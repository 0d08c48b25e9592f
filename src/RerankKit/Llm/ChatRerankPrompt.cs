namespace RerankKit;

/// <summary>What a language model reads in one question. Data: it can be replaced, and its <see cref="Fingerprint"/> is part of every cache key.</summary>
/// <remarks>
/// <para>
/// Placeholders are replaced once, and not in what they are replaced by: <c>{query}</c>, <c>{instruction}</c> (the filled <see cref="InstructionLine"/>, or nothing),
/// <c>{count}</c>, <c>{max}</c> (the best grade), <c>{answer}</c> (the shape of the answer), <c>{boundary}</c> (a mark that occurs in none of the texts);
/// in <see cref="Passage"/> and <see cref="PassageReply"/> also <c>{id}</c> and <c>{text}</c>.
/// </para>
/// <para>
/// <see cref="Opening"/>, the passages and <see cref="Closing"/> make one user message, unless <see cref="OpeningReply"/> or <see cref="PassageReply"/> put the
/// assistant's words between them.
/// </para>
/// </remarks>
public sealed record ChatRerankPrompt
{
    /// <summary>The system message; null for none.</summary>
    public string? System { get; init; }

    /// <summary>What stands before the passages.</summary>
    public required string Opening { get; init; }

    /// <summary>What the assistant is made to say after the opening; null for nothing.</summary>
    public string? OpeningReply { get; init; }

    /// <summary>One passage.</summary>
    public required string Passage { get; init; }

    /// <summary>What the assistant is made to say after each passage; null for nothing.</summary>
    public string? PassageReply { get; init; }

    /// <summary>What stands behind the passages.</summary>
    public required string Closing { get; init; }

    /// <summary>Where <c>{instruction}</c> stands, how the instruction of a call is written; <c>{instruction}</c> in it is the instruction itself.</summary>
    /// <value>Default: <c>Relevance here means: {instruction}</c> on a line of its own.</value>
    public string InstructionLine { get; init; } = "Relevance here means: {instruction}\n";

    /// <summary>The instruction of calls that have none; null leaves the line out.</summary>
    public string? DefaultInstruction { get; init; }

    /// <summary>What is added to the end when an answer could not be used and the question is asked again.</summary>
    /// <value>Default: a sentence that asks for the answer alone.</value>
    public string Reminder { get; init; } = "\n\nAnswer with {answer}. No other word, no explanation.";

    /// <summary>What passages are called.</summary>
    /// <value>Default <see cref="ChatIdentifiers.Codes"/>.</value>
    public ChatIdentifiers Identifiers { get; init; }

    /// <summary>Sixteen hexadecimal digits that change with any part of the prompt.</summary>
    public string Fingerprint =>
        Hash128.Of(System).Then(Opening).Then(OpeningReply).Then(Passage).Then(PassageReply).Then(Closing)
            .Then(InstructionLine).Then(DefaultInstruction).Then(Reminder).Then((long)Identifiers)
            .ToString()[..16];
}
