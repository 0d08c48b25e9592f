namespace RerankKit.Cli.Answers;

/// <summary>What a person is asked to grade.</summary>
/// <param name="QueryId">The query.</param>
/// <param name="Other">What else names it: a document, or the run.</param>
/// <param name="Texts">What the person reads.</param>
internal sealed record CheckedLine(string QueryId, string Other, IReadOnlyList<string> Texts);
