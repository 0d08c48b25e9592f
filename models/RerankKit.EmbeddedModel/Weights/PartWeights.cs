using RerankKit.Embedded;

namespace RerankKit.EmbeddedModel;

/// <summary>How much each part of the embedded reranker's score counts; the first stage counts 1.</summary>
/// <param name="LeastLength">As what share of the candidates' mean length a text counts at least in BM25 over its words.</param>
/// <param name="B">How much of a text's length BM25 over its words takes off.</param>
/// <param name="Words">See <see cref="EmbeddedRerankerOptions.WordsWeight"/>.</param>
/// <param name="Meaning">See <see cref="EmbeddedRerankerOptions.MeaningWeight"/>.</param>
/// <param name="Lead">See <see cref="EmbeddedRerankerOptions.LeadWeight"/>.</param>
/// <param name="Feedback">See <see cref="EmbeddedRerankerOptions.FeedbackWeight"/>.</param>
internal sealed record PartWeights(float LeastLength, float B, double Words, double Meaning, double Lead, double Feedback)
{
    private static readonly float[] AllB = [0.4f, 0.55f, 0.7f, 0.85f, 1];
    private static readonly double[] AllWords = [1, 2, 3, 4, 5, 6, 8];
    private static readonly double[] AllMeaning = [0, 0.5, 1, 2];
    private static readonly double[] AllLead = [0, 0.4, 0.8, 1.2];

    /// <summary>From 0 on: the weights of feedback that each combination of the others is tried with.</summary>
    public static IReadOnlyList<double> AllFeedback { get; } = [0, 0.5, 1, 1.5, 2];

    /// <summary>The least lengths, each of which all combinations of the others are tried with.</summary>
    public static IReadOnlyList<float> AllLeastLengths { get; } = [0, 0.25f, 0.5f];

    /// <summary>All combinations; those that differ in feedback alone stand side by side, and those of one least length and b.</summary>
    public static IReadOnlyList<PartWeights> Grid { get; } =
    [
        .. from least in AllLeastLengths
           from b in AllB
           from words in AllWords
           from meaning in AllMeaning
           from lead in AllLead
           from feedback in AllFeedback
           select new PartWeights(least, b, words, meaning, lead, feedback),
    ];

    /// <summary>Those of the package.</summary>
    public static PartWeights Shipped { get; } = Of(new());

    public override string ToString() => FormattableString.Invariant($"words {Words}, meaning {Meaning}, lead {Lead}, feedback {Feedback}, b {B}");

    private static PartWeights Of(EmbeddedRerankerOptions options) =>
        new(EmbeddedParts.LeastLength, EmbeddedParts.B, options.WordsWeight, options.MeaningWeight, options.LeadWeight, options.FeedbackWeight);
}
