namespace RerankKit.Cli.Answers;

/// <summary>Draws by a hash of ids: the same on every machine, and a larger sample holds the smaller ones.</summary>
internal static class Sample
{
    private const int CheckedOneIn = 5;

    public static T[] Draw<T>(IEnumerable<T> items, Func<T, string> id, int count) =>
        [.. items.OrderBy(item => default(Hash128).Then(id(item)).ToString(), StringComparer.Ordinal).Take(count)];

    /// <summary>How many of a sample are looked at twice: a fifth of it, the first ones.</summary>
    public static int Checked(int count) => (count + CheckedOneIn - 1) / CheckedOneIn;
}
