namespace RerankKit.Embedded;

/// <summary>Options of <see cref="EmbeddedReranker"/>. They are read when the reranker is made.</summary>
/// <remarks>The defaults were chosen on five labelled collections, on which they look better than on others; <c>docs/embedded.md</c> has the figures.</remarks>
public sealed class EmbeddedRerankerOptions
{
    /// <summary>How much the first stage's scores count, where candidates have them.</summary>
    /// <value>A finite number, 0 or more; 0 leaves them out. By default 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double FirstStageWeight
    {
        get;
        set => field = Weight(value, nameof(FirstStageWeight));
    }
    = 1;

    /// <summary>How much it counts that a text has the query's words, or words that mean the like.</summary>
    /// <value>A finite number, 0 or more. By default 3.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double WordsWeight
    {
        get;
        set => field = Weight(value, nameof(WordsWeight));
    }
    = 3;

    /// <summary>How much it counts that a text as a whole is about what the query is about.</summary>
    /// <value>A finite number, 0 or more. By default 0.5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double MeaningWeight
    {
        get;
        set => field = Weight(value, nameof(MeaningWeight));
    }
    = 0.5;

    /// <summary>How much it counts that the query's words stand in the first pieces of a text, where titles and topics are.</summary>
    /// <value>A finite number, 0 or more. By default 0.8.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double LeadWeight
    {
        get;
        set => field = Weight(value, nameof(LeadWeight));
    }
    = 0.8;

    /// <summary>How much it counts that a text is like the five candidates that the other parts rank first: by its words, and by its topic, each with this weight.</summary>
    /// <value>A finite number, 0 or more. By default 1.5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double FeedbackWeight
    {
        get;
        set => field = Weight(value, nameof(FeedbackWeight));
    }
    = 1.5;

    /// <summary>How many texts' tokens are kept in memory, by content, for candidates that come again.</summary>
    /// <value>0, the default, keeps none. A text takes about 6 bytes a token and 700 more.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int CachedTexts
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(CachedTexts), value, $"CachedTexts is {value}; allowed is 0, for none, or more.");
    }

    /// <summary>A table that <c>rerankkit distill</c> made, in place of the one in the package.</summary>
    /// <value>A file, read when the reranker is made. By default null, the package's own.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string? TablePath
    {
        get;
        set => field = value is null || !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new ArgumentException("TablePath is blank; allowed is the path of a table, or null for the one in the package.", nameof(TablePath));
    }

    /// <summary>Whether texts that do not look English are left to the first stage's order, or to BM25 where there is none.</summary>
    /// <value>True by default. The table was made from English models; without this guard other languages lose. A table made for another language has no such guard, whatever this says.</value>
    public bool GuardLanguage { get; set; } = true;

    /// <summary>What the scores are.</summary>
    /// <value>By default <see cref="EmbeddedScores.Blended"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public EmbeddedScores Scores
    {
        get;
        set => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Scores), value, $"Scores is {value}; allowed is {nameof(EmbeddedScores.Blended)} or {nameof(EmbeddedScores.Coverage)}.");
    }

    internal EmbeddedRerankerOptions Clone() => (EmbeddedRerankerOptions)MemberwiseClone();

    private static double Weight(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value}; allowed is a finite number, 0 or more."));
}
