using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>
/// The character map that SentencePiece compiles into its models: a double-array trie (darts-clone) over UTF-8, whose values are places
/// in a block of zero-terminated replacements. Immutable and thread-safe.
/// </summary>
internal sealed partial class Charsmap
{
    private const int BeginsLonger = 1 << 30;

    private readonly uint[] _units;
    private readonly byte[] _block;
    private readonly Dictionary<int, int> _replacementAt = [];
    private readonly List<string> _replacements = [];

    // For each UTF-16 unit that is a character: its replacement plus one, or 0, and whether longer keys begin with it.
    private readonly int[] _characters = new int[char.MaxValue + 1];

    private Charsmap(uint[] units, byte[] block)
    {
        _units = units;
        _block = block;
        Validate();
        for (int unit = 1; unit < _characters.Length; unit++)
        {
            if (!char.IsSurrogate((char)unit))
            {
                _characters[unit] = Describe(new Rune((char)unit));
            }
        }
    }

    /// <summary>Reads the map from its binary form: the size of the trie in bytes (32 bits, little-endian), the trie, the replacements.</summary>
    /// <exception cref="InvalidDataException">The map is damaged.</exception>
    public static Charsmap Read(ReadOnlySpan<byte> map)
    {
        if (map.Length < sizeof(uint))
        {
            throw Damaged($"it has {map.Length} bytes, and at least 4 are needed");
        }

        uint size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(map);
        map = map[sizeof(uint)..];
        if (size > map.Length || size < sizeof(uint))
        {
            throw Damaged($"its trie should have {size} bytes, but {map.Length} follow");
        }

        uint[] units = new uint[size / sizeof(uint)];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(map[(i * sizeof(uint))..]);
        }

        byte[] block = map[(units.Length * sizeof(uint))..].ToArray();
        return System.Text.Unicode.Utf8.IsValid(block) ? new Charsmap(units, block) : throw Damaged("its replacements are not valid UTF-8");
    }

    /// <summary>The text of a replacement; may be empty.</summary>
    public ReadOnlySpan<char> TextOf(int replacement) => _replacements[replacement];

    /// <summary>The replacement of a character alone, or -1.</summary>
    public int Find(Rune character)
    {
        if (character.IsBmp)
        {
            return (_characters[character.Value] & ~BeginsLonger) - 1;
        }

        Span<char> text = stackalloc char[2];
        return Walk(text[..character.EncodeToUtf16(text)], longest: false, out _);
    }

    /// <summary>The replacement of the shortest key that begins the text, or -1.</summary>
    public int FindShortest(ReadOnlySpan<char> text)
    {
        int known = char.IsSurrogate(text[0]) ? BeginsLonger : _characters[text[0]];
        return (known & ~BeginsLonger) != 0 || (known & BeginsLonger) == 0
            ? (known & ~BeginsLonger) - 1
            : Walk(text, longest: false, out _);
    }

    /// <summary>The replacement of the longest key that begins the text, or -1.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="length">The length of the key in UTF-16 units.</param>
    public int FindLongest(ReadOnlySpan<char> text, out int length)
    {
        int known = char.IsSurrogate(text[0]) ? BeginsLonger : _characters[text[0]];
        if ((known & BeginsLonger) != 0)
        {
            return Walk(text, longest: true, out length);
        }

        length = 1;
        return known - 1;
    }

    private int Walk(ReadOnlySpan<char> text, bool longest, out int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        int found = -1;
        length = 0;
        uint node = OffsetOf(_units[0]);
        for (int at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out int width);
            at += width;
            foreach (byte label in bytes[..rune.EncodeToUtf8(bytes)])
            {
                if (label == 0 || !TryStep(ref node, label, out int value))
                {
                    return found;
                }

                if (value >= 0)
                {
                    found = _replacementAt[value];
                    length = at;
                    if (!longest)
                    {
                        return found;
                    }
                }
            }
        }

        return found;
    }

    // One step down the trie: the value of the key that ends there, or -1.
    private bool TryStep(ref uint node, byte label, out int value)
    {
        value = -1;
        uint place = node ^ label;
        uint unit = place < (uint)_units.Length ? _units[place] : 0;
        if (place >= (uint)_units.Length || (unit & 0x800000FF) != label)
        {
            return false;
        }

        node = place ^ OffsetOf(unit);
        if ((unit & 0x100) != 0)
        {
            value = (int)(_units[node] & 0x7FFFFFFF);
        }

        return true;
    }

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private int Describe(Rune rune)
    {
        Span<byte> bytes = stackalloc byte[4];
        uint node = OffsetOf(_units[0]);
        int replacement = 0;
        foreach (byte label in bytes[..rune.EncodeToUtf8(bytes)])
        {
            if (!TryStep(ref node, label, out int value))
            {
                return replacement;
            }

            if (value >= 0 && replacement == 0)
            {
                replacement = _replacementAt[value] + 1;
            }
        }

        for (int label = 1; label < 256; label++)
        {
            uint below = node;
            if (TryStep(ref below, (byte)label, out _))
            {
                return replacement | BeginsLonger;
            }
        }

        return replacement;
    }

    private static InvalidDataException Damaged(string problem) =>
        new($"The character map of the tokenizer (precompiled_charsmap) is damaged: {problem}. Download the file again.");
}
