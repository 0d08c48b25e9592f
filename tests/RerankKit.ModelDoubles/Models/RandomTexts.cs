namespace RerankKit.ModelDoubles;

/// <summary>Seeded texts of words that no tokenizer has seen.</summary>
internal static class RandomTexts
{
    public const string Query = "how do i rotate the signing key";

    public static string Of(Random random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)('a' + random.Next(26)))])));

    /// <summary>Candidates from no word at all to more than a tiny model reads.</summary>
    public static RerankCandidate[] Candidates(int count, int maxWords, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new RerankCandidate(Of(random, random.Next(0, maxWords))) { Id = $"d{i}", Score = count - i })];
    }
}
