using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, into whose bytes unknown characters fall back.</summary>
internal static class ByteTokens
{
    /// <summary>The name of a byte's token.</summary>
    public static string NameOf(int value) => Invariant($"<0x{value:X2}>");

    /// <summary>The ids of the 256 byte tokens, -1 where the vocabulary has none; null when it has none at all.</summary>
    public static int[]? Find(PackedVocabulary vocabulary)
    {
        int[] ids = new int[256];
        bool any = false;
        for (int value = 0; value < ids.Length; value++)
        {
            ids[value] = vocabulary.IdOf(NameOf(value));
            any |= ids[value] >= 0;
        }

        return any ? ids : null;
    }

    /// <summary>Adds a token for every byte of the text, each standing for the whole range; false, adding none, when a byte has no token.</summary>
    public static bool TryAdd(int[] ids, ReadOnlySpan<char> text, int start, int end, TokenBuffer tokens)
    {
        int first = tokens.Count;
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                if (ids[value] < 0)
                {
                    tokens.Truncate(first);
                    return false;
                }

                tokens.Add(ids[value], start, end);
            }
        }

        return true;
    }
}
