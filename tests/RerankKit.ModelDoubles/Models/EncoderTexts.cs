namespace RerankKit.ModelDoubles;

/// <summary>Texts from nothing at all to more than a tiny model reads.</summary>
internal static class EncoderTexts
{
    public static string[] Of(int count, int maxWords = 30)
    {
        var random = new Random(7);
        string[] fixedOnes = ["", " ", "...", "what is the capital of france?", "[MASK] [Q] [unused0] [SEP] is text, like any other", "the (water), the \"river\" & the city!"];
        return [.. fixedOnes.Concat(Enumerable.Range(0, count).Select(_ => RandomTexts.Of(random, random.Next(0, maxWords)) + (random.Next(2) == 0 ? "." : ", and more"))).Take(count)];
    }
}
