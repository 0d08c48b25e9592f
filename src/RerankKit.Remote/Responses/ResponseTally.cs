namespace RerankKit.Remote;

/// <summary>What a response said beside its scores, and what was wrong with those.</summary>
internal sealed class ResponseTally
{
    /// <summary>Whether the list of results was found at all.</summary>
    public bool FoundResults { get; set; }

    /// <summary>Whether scores came by position instead of by index.</summary>
    public bool IsPositional { get; set; }

    public int Scored { get; set; }

    public int Repeated { get; set; }

    public int OutOfRange { get; set; }

    public int NotFinite { get; set; }

    public string? Model { get; set; }

    public string? PageToken { get; set; }

    public double? TotalTokens { get; set; }

    public double? InputTokens { get; set; }

    public double? SearchUnits { get; set; }

    public double? RerankUnits { get; set; }

    public void Add(ResponseTally other)
    {
        Scored += other.Scored;
        Repeated += other.Repeated;
        OutOfRange += other.OutOfRange;
        NotFinite += other.NotFinite;
        Model ??= other.Model;
        TotalTokens = Sum(TotalTokens, other.TotalTokens);
        InputTokens = Sum(InputTokens, other.InputTokens);
        SearchUnits = Sum(SearchUnits, other.SearchUnits);
        RerankUnits = Sum(RerankUnits, other.RerankUnits);
    }

    /// <summary>Takes a score; NaN for one that is missing or of the wrong type.</summary>
    public void Take(Span<double> scores, int index, double score)
    {
        if ((uint)index >= (uint)scores.Length)
        {
            OutOfRange++;
        }
        else if (!double.IsFinite(score))
        {
            NotFinite++;
        }
        else if (!double.IsNaN(scores[index]))
        {
            Repeated++;
        }
        else
        {
            scores[index] = score;
            Scored++;
        }
    }

    private static double? Sum(double? left, double? right) => left is null ? right : left + right.GetValueOrDefault();
}
