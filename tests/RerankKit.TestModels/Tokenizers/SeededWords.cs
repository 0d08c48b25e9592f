namespace RerankKit.TestModels;

/// <summary>Words for the vocabularies: frequent English ones first, then made-up ones of two to four syllables, all different.</summary>
internal static class SeededWords
{
    private const string Frequent =
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there " +
        "would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may " +
        "first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way " +
        "down should because long each just state people those too how little good world make very year still see work life yes men day get here between both " +
        "under never same another know while last might us great old go come since against right came take used states himself few house use during without " +
        "again place around water city capital river search query document answer question rank score model music history science paris berlin france germany";

    private static readonly string[] Onsets = ["b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "cl", "dr", "fl", "gr", "pl", "sh", "st", "th", "tr"];
    private static readonly string[] Rhymes = ["a", "e", "i", "o", "u", "an", "en", "in", "on", "ar", "er", "or", "al", "el", "is", "us", "et", "im"];

    /// <summary>Endless; each word once.</summary>
    public static IEnumerable<string> All()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string word in Frequent.Split(' '))
        {
            if (seen.Add(word))
            {
                yield return word;
            }
        }

        int syllables = Onsets.Length * Rhymes.Length;
        for (int length = 2; ; length++)
        {
            long count = (long)Math.Pow(syllables, length);
            for (long i = 0; i < count; i++)
            {
                // A step coprime to the count visits every word once without listing them in order.
                string word = Spell(i * 7919 % count, length, syllables);
                if (seen.Add(word))
                {
                    yield return word;
                }
            }
        }
    }

    private static string Spell(long number, int length, int syllables)
    {
        string word = "";
        for (int i = 0; i < length; i++)
        {
            int syllable = (int)(number % syllables);
            word += Onsets[syllable % Onsets.Length] + Rhymes[syllable / Onsets.Length];
            number /= syllables;
        }

        return word;
    }
}
