namespace RerankKit;

/// <summary>Draws marks and codes that occur in no text of the question.</summary>
internal sealed partial class PassageNames
{
    private static string DrawBoundary(Hash128 hash, string query, string[] texts)
    {
        for (int round = 0; ; round++)
        {
            string boundary = Invariant($"k{(uint)hash.Then(round).High:x8}");
            if (!texts.Append(query).Any(text => text.Contains(boundary, StringComparison.OrdinalIgnoreCase)))
            {
                return boundary;
            }
        }
    }

    // Texts of a finite length cannot hold all codes of every length, so a longer one is always free.
    private static void DrawCodes(Span<string> names, Hash128 hash, string query, string[] texts)
    {
        int length = 2;
        bool[] taken = TakenCodes(length, query, texts);
        while (taken.AsSpan().Count(false) < 2 * names.Length)
        {
            length++;
            taken = TakenCodes(length, query, texts);
        }

        ulong state = hash.Low;
        Span<char> code = stackalloc char[length];
        for (int i = 0; i < names.Length; i++)
        {
            int number;
            do
            {
                number = (int)(Next(ref state) % (ulong)taken.Length);
            }
            while (taken[number]);
            taken[number] = true;
            for (int j = length - 1; j >= 0; j--)
            {
                code[j] = Alphabet[number % Alphabet.Length];
                number /= Alphabet.Length;
            }

            names[i] = new(code);
        }
    }

    private static bool[] TakenCodes(int length, string query, string[] texts)
    {
        bool[] taken = new bool[(int)Math.Pow(Alphabet.Length, length)];
        MarkCodes(query, length, taken);
        foreach (string text in texts)
        {
            MarkCodes(text, length, taken);
        }

        return taken;
    }

    // Words as the answers are read: runs of letters and digits, full-width ones folded, in either case.
    private static void MarkCodes(string text, int length, bool[] taken)
    {
        int start = 0;
        while (AnswerWords.TryNext(text, ref start, out int wordStart, out int wordLength))
        {
            if (wordLength != length)
            {
                continue;
            }

            int number = 0;
            for (int i = 0; i < length && number >= 0; i++)
            {
                int letter = Alphabet.IndexOf(char.ToUpperInvariant(AnswerWords.Fold(text[wordStart + i])));
                number = letter < 0 ? -1 : (number * Alphabet.Length) + letter;
            }

            if (number >= 0)
            {
                taken[number] = true;
            }
        }
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
