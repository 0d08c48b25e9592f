using System.Collections;

namespace RerankKit;

/// <summary>Several lists fused into one, best first, with what each list said about every item. Immutable.</summary>
/// <remarks>
/// Equal scores are ordered by the best rank that any list gives the item, then by which list that is, the first one first. As a list
/// gives each rank once, that settles every tie.
/// </remarks>
/// <typeparam name="TKey">What identifies an item.</typeparam>
public sealed class FusedRanking<TKey> : IReadOnlyList<FusedItem<TKey>>
    where TKey : notnull
{
    private readonly FusionUnion<TKey> _union;
    private readonly RankFusionOptions _options;
    private readonly double[] _weights;
    private readonly double[] _scores;
    private readonly int[] _order;
    private FusionTerms? _terms;

    internal FusedRanking(FusionUnion<TKey> union, RankFusionOptions options, double[] weights)
    {
        _union = union;
        _options = options;
        _weights = weights;
        _scores = FusionScores.Compute(union, options, weights);
        _order = new int[union.Count];
        StableOrder.Descending(_scores, _order);
        ListNames = Array.ConvertAll(union.Lists, static list => list.Name);
    }

    /// <summary>How the scores came about.</summary>
    public FusionMethod Method => _options.Method;

    /// <summary>The names of the fused lists, in their order.</summary>
    public IReadOnlyList<string> ListNames { get; }

    /// <inheritdoc/>
    public int Count => _order.Length;

    internal int ListCount => _union.Lists.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public FusedItem<TKey> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new(this, index);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<FusedItem<TKey>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return new(this, i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal TKey KeyAt(int index) => _union.Key(_order[index]);

    internal double ScoreAt(int index) => _scores[_order[index]];

    /// <summary>The item's rank in every list, from 1; 0 where the list does not hold it.</summary>
    internal ReadOnlySpan<int> RanksAt(int index) => _union.Ranks.AsSpan(_order[index] * ListCount, ListCount);

    /// <summary>The key of a rank, as the list itself spells it.</summary>
    internal TKey KeyInList(int list, int rank) => _union.Lists[list].KeyArray[_union.Position(list, rank)];

    internal FusionSource SourceAt(int index, int list)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(list);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(list, ListCount);

        // Most rankings are never asked where their scores came from, so the terms are not kept but made again.
        FusionTerms terms = _terms ??= FusionTerms.Create(_union, _options, _weights, new double[FusionTerms.Size(_union)]);
        ReadOnlySpan<int> ranks = RanksAt(index);
        FusionList<TKey> source = _union.Lists[list];
        int rank = ranks[list];
        double? score = rank == 0 ? null : source.ScoreArray?[_union.Position(list, rank)];
        return new(source.Name, rank == 0 ? null : rank, score, terms.Contribution(ranks, list));
    }
}
