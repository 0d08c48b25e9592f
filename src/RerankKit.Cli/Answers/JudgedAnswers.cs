namespace RerankKit.Cli.Answers;

/// <summary>What came of a question.</summary>
/// <param name="QueryId">The question.</param>
/// <param name="Before">The answer before.</param>
/// <param name="After">The answer after.</param>
internal sealed record JudgedAnswers(string QueryId, JudgedAnswer Before, JudgedAnswer After);

/// <summary>An answer and its values, by metric: null where there is none. Repeated are those that the judge gave when asked again; null where it was not.</summary>
internal sealed record JudgedAnswer(string Text, IReadOnlyList<double?> Values, IReadOnlyList<double?>? Repeated);
