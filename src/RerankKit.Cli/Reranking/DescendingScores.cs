namespace RerankKit.Cli.Reranking;

/// <summary>Gives scores that say the order and nothing else.</summary>
/// <remarks>
/// trec_eval sorts by score and ignores ranks, version 9 in single precision. Each score is therefore lower than the one before it even
/// there; a score that already is stays as it is.
/// </remarks>
internal struct DescendingScores()
{
    // More than two steps of single precision, which rounding cannot close.
    private const double RelativeStep = 2.5e-7;
    private const double SmallestStep = 1e-9;
    private double _previous = double.NaN;

    /// <summary>The score of the next document that has one.</summary>
    public double Next(double score)
    {
        bool isLower = double.IsNaN(_previous) || (score < _previous && (float)score < (float)_previous);
        return _previous = isLower ? score : Below(0);
    }

    /// <summary>The score of the next document that has none: one below the document before it.</summary>
    public double NextWithout() => _previous = double.IsNaN(_previous) ? 0 : Below(1);

    private readonly double Below(double step) => _previous - Math.Max(Math.Max(Math.Abs(_previous) * RelativeStep, SmallestStep), step);
}
