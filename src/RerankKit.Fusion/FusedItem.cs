namespace RerankKit;

/// <summary>One place in a fused ranking.</summary>
/// <typeparam name="TKey">What identifies an item.</typeparam>
public readonly record struct FusedItem<TKey>
    where TKey : notnull
{
    private readonly FusedRanking<TKey> _ranking;
    private readonly int _index;

    internal FusedItem(FusedRanking<TKey> ranking, int index)
    {
        _ranking = ranking;
        _index = index;
    }

    /// <summary>The item's key, as the first list that holds it spells it.</summary>
    public TKey Key => _ranking.KeyAt(_index);

    /// <summary>The fused score, higher is better. Its scale is that of <see cref="RankFusionOptions.Method"/>.</summary>
    public double Score => _ranking.ScoreAt(_index);

    /// <summary>The place in the fused ranking, from 1.</summary>
    public int Rank => _index + 1;

    /// <summary>What each list said about the item, in the order of the lists, those that do not hold it included.</summary>
    public IEnumerable<FusionSource> Sources
    {
        get
        {
            for (int list = 0; list < _ranking.ListCount; list++)
            {
                yield return _ranking.SourceAt(_index, list);
            }
        }
    }

    /// <summary>What one list said about the item.</summary>
    /// <param name="list">The list's position among the fused lists, from 0.</param>
    /// <returns>Rank, score and contribution.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such list.</exception>
    public FusionSource GetSource(int list) => _ranking.SourceAt(_index, list);

    /// <summary>Key and score.</summary>
    /// <param name="key">The item's key.</param>
    /// <param name="score">The fused score.</param>
    public void Deconstruct(out TKey key, out double score) => (key, score) = (Key, Score);
}
