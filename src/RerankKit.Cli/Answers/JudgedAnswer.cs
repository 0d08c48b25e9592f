namespace RerankKit.Cli.Answers;

/// <summary>An answer and its values, by metric: null where there is none.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Values">The judge's values.</param>
/// <param name="Repeated">Those that it gave when it was asked again; null where it was not.</param>
/// <param name="Problems">What of the judge's could not be read.</param>
internal sealed record JudgedAnswer(string Text, IReadOnlyList<double?> Values, IReadOnlyList<double?>? Repeated, IReadOnlyList<string> Problems);
