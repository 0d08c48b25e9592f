namespace RerankKit.Cli.Chat;

/// <summary>What a language model is asked for.</summary>
/// <param name="Model">The model, and the settings that decide its answers.</param>
/// <param name="QueryId">The query that the question belongs to.</param>
/// <param name="Name">What is done with the answer: a metric, a grade, or the answer itself.</param>
/// <param name="Attempt">Another number asks the same question anew, to see whether a model agrees with itself.</param>
internal sealed record ChatPurpose(string Model, string QueryId, string Name, int Attempt = 1);
