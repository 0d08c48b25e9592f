namespace RerankKit;

/// <summary>Fuses ranked lists of several retrievers, or of several phrasings of a query, into one.</summary>
/// <remarks>
/// <para>
/// The default, reciprocal rank fusion, needs no scores and no tuning. With a labelled set, a convex combination of normalised scores
/// with tuned weights usually does better. The formulas are at <see cref="FusionMethod"/> and <see cref="ScoreNormalization"/>.
/// </para>
/// <para>
/// Thread-safe. Time and memory grow linearly with the length of the lists, except for <see cref="FusionMethod.Condorcet"/>. The same
/// lists give the same ranking on every run, and the order of equally weighted lists changes no score.
/// </para>
/// </remarks>
public static class RankFusion
{
    private static readonly RankFusionOptions Defaults = new();

    /// <summary>Fuses lists of candidates. The same candidate is one with the same id or, where it has none, the same text.</summary>
    /// <param name="lists">Each retriever's candidates, best first. A list in which every candidate has a score has scores.</param>
    /// <param name="options">How to fuse; null for reciprocal rank fusion.</param>
    /// <returns>The fused ranking; <see cref="FusedRankingExtensions.ToCandidates(FusedRanking{RerankCandidate}, int?)"/> makes candidates of it.</returns>
    /// <exception cref="ArgumentException">The options do not fit the lists; see <see cref="Fuse{TKey}(IReadOnlyList{FusionList{TKey}}, RankFusionOptions?, IEqualityComparer{TKey}?)"/>.</exception>
    public static FusedRanking<RerankCandidate> Fuse(IReadOnlyList<IReadOnlyList<RerankCandidate>> lists, RankFusionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(lists);
        FusionList<RerankCandidate>[] named = [.. lists.Select((list, i) => (list ?? throw MissingList(i)).AsFusionList(DefaultName(i)))];
        return Fuse(named, options);
    }

    /// <summary>Fuses lists of keys without scores.</summary>
    /// <typeparam name="TKey">What identifies an item, for example a <see cref="string"/> id.</typeparam>
    /// <param name="lists">Each retriever's keys, best first.</param>
    /// <param name="options">How to fuse, by ranks; null for reciprocal rank fusion.</param>
    /// <returns>The fused ranking.</returns>
    /// <exception cref="ArgumentException">The options do not fit the lists; see <see cref="Fuse{TKey}(IReadOnlyList{FusionList{TKey}}, RankFusionOptions?, IEqualityComparer{TKey}?)"/>.</exception>
    public static FusedRanking<TKey> Fuse<TKey>(IReadOnlyList<IReadOnlyList<TKey>> lists, RankFusionOptions? options = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(lists);
        FusionList<TKey>[] named = [.. lists.Select((list, i) => new FusionList<TKey>(DefaultName(i), list ?? throw MissingList(i)))];
        return Fuse(named, options);
    }

    /// <summary>Fuses named lists, with or without scores.</summary>
    /// <typeparam name="TKey">What identifies an item, for example a <see cref="string"/> id.</typeparam>
    /// <param name="lists">The lists. None at all, or empty ones, fuse into an empty ranking.</param>
    /// <param name="options">How to fuse; null for reciprocal rank fusion.</param>
    /// <param name="comparer">
    /// Tells which keys are the same; null for the keys' own equality, and for candidates the same id or, where there is none, the same text.
    /// </param>
    /// <returns>The fused ranking: every item of every list whose weight is not 0, once.</returns>
    /// <exception cref="ArgumentException">
    /// There are not as many weights as lists, or weights for a method that takes none; no weight is above 0; a list lacks scores that
    /// the method needs, or has scores that cannot be normalised as asked.
    /// </exception>
    public static FusedRanking<TKey> Fuse<TKey>(
        IReadOnlyList<FusionList<TKey>> lists,
        RankFusionOptions? options = null,
        IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(lists);
        FusionList<TKey>[] array = [.. lists];
        for (int i = 0; i < array.Length; i++)
        {
            _ = array[i] ?? throw MissingList(i);
        }

        // A copy, so that a ranking keeps the options it was made with.
        options = options?.Clone() ?? Defaults;
        double[] weights = WeightsOf(array, options);
        Span<bool> active = array.Length <= 64 ? stackalloc bool[array.Length] : new bool[array.Length];
        for (int i = 0; i < array.Length; i++)
        {
            active[i] = weights[i] > 0;
        }

        var union = new FusionUnion<TKey>(array, active, options.Depth ?? int.MaxValue, comparer ?? DefaultComparer<TKey>());
        return new(union, options, weights);
    }

    private static double[] WeightsOf<TKey>(FusionList<TKey>[] lists, RankFusionOptions options)
        where TKey : notnull
    {
        if (options.Weights is { } given)
        {
            Check(lists, options.Method, given);
        }

        double[] weights = [.. options.Weights ?? Enumerable.Repeat(1.0, lists.Length)];
        double sum = weights.Sum();
        return options.Method == FusionMethod.ConvexCombination ? Array.ConvertAll(weights, weight => weight / sum) : weights;
    }

    private static void Check<TKey>(FusionList<TKey>[] lists, FusionMethod method, IReadOnlyList<double> weights)
        where TKey : notnull
    {
        if (weights.Count != lists.Length)
        {
            string names = string.Join(", ", lists.Select(static list => list.Name));
            throw new ArgumentException(
                Invariant(
                    $"{nameof(RankFusionOptions.Weights)} has {weights.Count} entries for {lists.Length} lists ({names}). Give one weight per list, in their order."),
                "options");
        }

        if (!method.TakesWeights())
        {
            throw new ArgumentException(
                $"{method} takes no weights. Leave {nameof(RankFusionOptions.Weights)} null, or use {nameof(FusionMethod.ConvexCombination)}.",
                "options");
        }
    }

    private static IEqualityComparer<TKey> DefaultComparer<TKey>()
    {
        object comparer = typeof(TKey) == typeof(RerankCandidate) ? RerankCandidateIdentity.Instance
            : typeof(TKey) == typeof(string) ? StringComparer.Ordinal
            : EqualityComparer<TKey>.Default;
        return (IEqualityComparer<TKey>)comparer;
    }

    private static string DefaultName(int index) => Invariant($"list {index + 1}");

    private static ArgumentException MissingList(int index) =>
        new(Invariant($"List {index + 1} is null. Leave it out, or give an empty one."), "lists");
}
