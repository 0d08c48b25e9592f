namespace RerankKit.Evaluation;

/// <summary>Divides queries into folds.</summary>
internal static class QueryFolds
{
    /// <summary>A shuffle dealt out like cards, so that the sizes of two folds differ by one at most.</summary>
    public static int[][] Deal(int count, int folds, ulong seed)
    {
        int[] queries = [.. Enumerable.Range(0, count)];
        new SplitMix64(seed).Shuffle(queries);
        return [.. Enumerable.Range(0, folds).Select(int[] (fold) => [.. queries.Where((_, i) => i % folds == fold).Order()])];
    }
}
