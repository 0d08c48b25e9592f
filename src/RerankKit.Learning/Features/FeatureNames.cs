namespace RerankKit.Learning;

/// <summary>The names of features, as a model keeps them.</summary>
internal static class FeatureNames
{
    public const string FieldPrefix = "field:";
    public const string ScorePrefix = "score:";
    public const string RerankerScore = "reranker";

    /// <summary>Those of every model, in their order.</summary>
    public static readonly string[] BuiltIn =
    [
        "first.score", "first.standard", "first.share", "first.rank",
        "lexical.score", "lexical.standard", "lexical.rank",
        "words.coverage", "words.adjacent", "words.first", "words.count", "query.words", "candidates",
        "embedded.words", "embedded.meaning", "embedded.lead", "embedded.feedback", "embedded.topic", "embedded.standard", "embedded.rank", "embedded.known",
    ];

    // What is known of each score beside the number itself.
    private static readonly string[] OfScores = ["", ".standard", ".rank"];

    /// <summary>All features of a model, in the order of its numbers.</summary>
    /// <param name="scores">Fields of candidates that hold a score of another first stage.</param>
    /// <param name="fields">Other fields of candidates.</param>
    /// <param name="hasReranker">Whether a reranker's score is one.</param>
    public static string[] All(IEnumerable<string> scores, IEnumerable<string> fields, bool hasReranker) =>
    [
        .. BuiltIn,
        .. scores.SelectMany(name => OfScores.Select(end => $"{ScorePrefix}{name}{end}")),
        .. fields.Select(name => FieldPrefix + name),
        .. hasReranker ? OfScores.Select(end => RerankerScore + end) : [],
    ];

    /// <summary>Reads a model's list back.</summary>
    /// <exception cref="InvalidDataException">It is not a list that this version makes; the message names what is missing and what is not known.</exception>
    public static CandidateFeatures Read(IReadOnlyList<string> names)
    {
        string[] scores = [.. names.Where(name => name.StartsWith(ScorePrefix, StringComparison.Ordinal) && !OfScores.Skip(1).Any(end => name.EndsWith(end, StringComparison.Ordinal))).Select(name => name[ScorePrefix.Length..])];
        string[] fields = [.. names.Where(name => name.StartsWith(FieldPrefix, StringComparison.Ordinal)).Select(name => name[FieldPrefix.Length..])];
        var features = new CandidateFeatures(scores, fields, names.Contains(RerankerScore));
        string[] missing = [.. features.Names.Except(names, StringComparer.Ordinal)];
        string[] unknown = [.. names.Except(features.Names, StringComparer.Ordinal)];
        if (missing.Length > 0 || unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"The model's features are not those of this version of RerankKit:{Part(" it lacks ", missing)}{Part(" it has unknown ", unknown)} Learn it again with this version.");
        }

        return names.SequenceEqual(features.Names, StringComparer.Ordinal)
            ? features
            : throw new InvalidDataException("The model's features are not in the order of this version of RerankKit. Learn it again with this version.");
    }

    private static string Part(string words, string[] names) => names.Length == 0 ? "" : $"{words}{string.Join(", ", names)}.";
}
