using System.Runtime.CompilerServices;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>What characters are, and their lower-case forms, as the reference sees them and independent of the runtime.</summary>
internal static class CharacterTable
{
    /// <summary>The only character whose lower case is two: i and a dot above.</summary>
    public const int DottedCapitalI = 0x130;

    private static readonly PagedMap<CharacterTraits> Traits = new();
    private static readonly PagedMap<int> Lower = new();

    static CharacterTable()
    {
        List<(int CodePoint, string[] Parts)> canonical = [];
        foreach ((string name, string[] entries) in CharacterFile.Lines("characters"))
        {
            CharacterTraits trait = name switch
            {
                "whitespace" => CharacterTraits.Whitespace,
                "control" => CharacterTraits.Control,
                "punctuation" => CharacterTraits.Punctuation,
                "nonspacing" => CharacterTraits.Nonspacing,
                "combining" => CharacterTraits.Combining,
                "numeric" => CharacterTraits.Numeric,
                "word" => CharacterTraits.Word,
                "lower" => CharacterTraits.Uppercase,
                "class" => CharacterTraits.Reorders | CharacterTraits.MayCompose,
                "canonical" => CharacterTraits.Decomposes,
                "compatibility" => CharacterTraits.DecomposesByCompatibility,
                "excluded" => CharacterTraits.MayCompose,
                _ => throw new InvalidDataException(name),
            };
            foreach (string entry in entries)
            {
                (int first, int last, int step, string target) = CharacterFile.Parse(entry);
                for (int c = first; c <= last; c += step)
                {
                    Traits.Edit(c) |= trait;
                }

                if (trait == CharacterTraits.Uppercase && !target.Contains(','))
                {
                    int lower = CharacterFile.Number(target);
                    for (int c = first; c <= last; c += step)
                    {
                        Lower.Edit(c) = lower + (c - first);
                    }
                }
                else if (trait == CharacterTraits.Decomposes)
                {
                    MarkCompositions(first, last, target);
                    canonical.Add((first, target.Split(',')));
                }
            }
        }

        // Whether a part decomposes by compatibility is known only now; a part of a part lies one round further.
        for (int round = 0; round < 3; round++)
        {
            foreach ((int c, string[] parts) in canonical)
            {
                if (Array.Exists(parts, part => (Traits[CharacterFile.Number(part)] & CharacterTraits.DecomposesByCompatibility) != CharacterTraits.None))
                {
                    Traits.Edit(c) |= CharacterTraits.DecomposesByCompatibility;
                }
            }
        }

        MarkHangul();
    }

    /// <summary>The traits of a code point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterTraits Of(int codePoint) => Traits[codePoint];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(Rune rune, CharacterTraits trait) => (Traits[rune.Value] & trait) != CharacterTraits.None;

    /// <summary>The lower-case form; <see cref="DottedCapitalI"/> stays, for the caller to expand.</summary>
    public static int ToLower(int codePoint)
    {
        int lower = Lower[codePoint];
        return lower == 0 ? codePoint : lower;
    }

    /// <summary>The characters BERT puts spaces around: CJK ideographs and their compatibility forms.</summary>
    public static bool IsIdeograph(int codePoint) => codePoint is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B81F) or
        (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static void MarkCompositions(int first, int last, string target)
    {
        int comma = target.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
        {
            // A single character never comes back.
            for (int c = first; c <= last; c++)
            {
                Traits.Edit(c) |= CharacterTraits.MayCompose;
            }
        }
        else
        {
            Traits.Edit(CharacterFile.Number(target.AsSpan(comma + 1))) |= CharacterTraits.MayCompose;
        }
    }

    private static void MarkHangul()
    {
        for (int c = 0xAC00; c < 0xD7A4; c++)
        {
            Traits.Edit(c) |= CharacterTraits.Decomposes;
        }

        for (int c = 0x1161; c < 0x11C3; c++)
        {
            Traits.Edit(c) |= CharacterTraits.MayCompose;
        }
    }
}
