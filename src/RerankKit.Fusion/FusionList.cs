using System.Globalization;

namespace RerankKit;

/// <summary>One ranked list that goes into a fusion: keys, best first, with or without scores. Immutable, so it may be fused often.</summary>
/// <remarks>
/// The order given is the ranking, whatever the scores say; see <see cref="SortedByScore"/>. A key that stands in the list twice
/// counts once, where it stands first, and those behind it move up.
/// </remarks>
/// <typeparam name="TKey">What identifies an item across lists, for example a <see cref="string"/> id or a <see cref="RerankCandidate"/>.</typeparam>
public sealed class FusionList<TKey>
    where TKey : notnull
{
    /// <summary>Makes a list. Keys and scores are copied.</summary>
    /// <param name="name">What the list is called in errors and in <see cref="FusionSource"/>, for example <c>bm25</c>.</param>
    /// <param name="keys">The keys, best first.</param>
    /// <param name="scores">A finite score for each key, higher is better; null when there are none.</param>
    /// <exception cref="ArgumentException">The name is blank, a key is null, a score is not finite, or there are not as many scores as keys.</exception>
    public FusionList(string name, IEnumerable<TKey> keys, IEnumerable<double>? scores = null)
        : this(name, [.. keys ?? throw new ArgumentNullException(nameof(keys))], scores is null ? null : [.. scores])
    {
    }

    /// <summary>Makes a list of keys with their scores.</summary>
    /// <param name="name">What the list is called in errors and in <see cref="FusionSource"/>, for example <c>bm25</c>.</param>
    /// <param name="items">The keys, best first, each with a finite score, higher is better.</param>
    /// <exception cref="ArgumentException">The name is blank, a key is null, or a score is not finite.</exception>
    public FusionList(string name, IEnumerable<(TKey Key, double Score)> items)
        : this(name, [.. items ?? throw new ArgumentNullException(nameof(items))])
    {
    }

    private FusionList(string name, TKey[] keys, double[]? scores)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        KeyArray = keys;
        ScoreArray = scores;
        Check();
    }

    private FusionList(string name, (TKey Key, double Score)[] items)
        : this(name, Array.ConvertAll(items, static item => item.Key), Array.ConvertAll(items, static item => item.Score))
    {
    }

    /// <summary>What the list is called.</summary>
    public string Name { get; }

    /// <summary>How many keys it holds, repeated ones included.</summary>
    public int Count => KeyArray.Length;

    /// <summary>Whether its keys have scores.</summary>
    public bool HasScores => ScoreArray is not null;

    /// <summary>The keys, best first.</summary>
    public ReadOnlySpan<TKey> Keys => KeyArray;

    /// <summary>The scores of <see cref="Keys"/>; empty when there are none.</summary>
    public ReadOnlySpan<double> Scores => ScoreArray;

    internal TKey[] KeyArray { get; }

    internal double[]? ScoreArray { get; }

    /// <summary>Makes a list of arrays that nobody else changes, without copying them.</summary>
    internal static FusionList<TKey> Owning(string name, TKey[] keys, double[]? scores) => new(name, keys, scores);

    /// <summary>Makes a copy ordered by score, highest first; equal scores keep their order.</summary>
    /// <returns>The copy.</returns>
    /// <exception cref="InvalidOperationException">The list has no scores.</exception>
    public FusionList<TKey> SortedByScore()
    {
        if (ScoreArray is null)
        {
            throw new InvalidOperationException($"List \"{Name}\" has no scores to sort by. Give it scores, or keep the order given.");
        }

        int[] order = new int[Count];
        StableOrder.Descending(ScoreArray, order);
        return new(Name, Array.ConvertAll(order, i => KeyArray[i]), Array.ConvertAll(order, i => ScoreArray[i]));
    }

    private void Check()
    {
        if (ScoreArray is not null && ScoreArray.Length != Count)
        {
            throw Invalid($"has {Count} keys but {ScoreArray.Length} scores; give one score per key, or none at all", "scores");
        }

        for (int i = 0; i < KeyArray.Length; i++)
        {
            if (KeyArray[i] is null)
            {
                throw Invalid($"has no key (null) at position {i}; leave it out", "keys");
            }

            if (ScoreArray is not null && !double.IsFinite(ScoreArray[i]))
            {
                throw Invalid($"has the score {ScoreArray[i]} at position {i}; scores are finite, so leave the item or all scores out", "scores");
            }
        }
    }

    private ArgumentException Invalid(FormattableString problem, string parameter) =>
        new($"List \"{Name}\" {problem.ToString(CultureInfo.InvariantCulture)}.", parameter);
}
