namespace RerankKit;

/// <content>What an item's values are multiplied by, and what each list brought.</content>
internal sealed partial class FusionTerms
{
    /// <summary>Whether <see cref="Factor"/> can be anything but 1.</summary>
    public bool HasFactor =>
        _options.Method is FusionMethod.CombMnz or FusionMethod.CombAnz or FusionMethod.Isr or FusionMethod.LogNIsr || Redistributes;

    private bool Redistributes => _options.MissingPolicy == MissingScorePolicy.Excluded && _options.Method.SumsScores();

    /// <summary>Whether a list has a value for an item of this rank, 0 being that of an item it does not hold.</summary>
    public bool Gives(int list, int rank) => _weights[list] > 0 && (rank > 0 || _givesToMissing[list]);

    /// <summary>The value that <see cref="Gives"/> speaks of.</summary>
    public double Value(int list, int rank) => Values[Offsets[list] + rank];

    /// <summary>What a list brought to an item's score; null when it brought nothing.</summary>
    /// <param name="ranks">The item's rank in every list.</param>
    /// <param name="list">The list.</param>
    public double? Contribution(ReadOnlySpan<int> ranks, int list)
    {
        if (_options.Method == FusionMethod.Condorcet || !Gives(list, ranks[list]))
        {
            return null;
        }

        double value = Value(list, ranks[list]);
        return _options.Method.PicksScores() ? value : value * Factor(ranks);
    }

    /// <summary>What the sum of an item's values is multiplied by.</summary>
    /// <param name="ranks">The item's rank in every list.</param>
    public double Factor(ReadOnlySpan<int> ranks)
    {
        // Borda normalisation scores every item in every list, as if each held it.
        bool heldByAll = _options.Normalization == ScoreNormalization.Borda && _options.Method.CombinesScores();
        int holders = 0;
        int givers = 0;
        double weight = 0;
        double totalWeight = 0;
        for (int list = 0; list < ranks.Length; list++)
        {
            bool held = _weights[list] > 0 && (heldByAll || ranks[list] > 0);
            holders += held ? 1 : 0;
            givers += Gives(list, ranks[list]) ? 1 : 0;
            weight += held ? _weights[list] : 0;
            totalWeight += _weights[list];
        }

        double factor = _options.Method switch
        {
            FusionMethod.CombMnz or FusionMethod.Isr => holders,
            FusionMethod.LogNIsr => Math.Log(holders + _options.Sigma),
            FusionMethod.CombAnz => 1.0 / givers,
            _ => 1,
        };
        return Redistributes && weight < totalWeight ? factor * totalWeight / weight : factor;
    }
}
