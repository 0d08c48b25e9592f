using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>A vocabulary: token text to id and back, in flat arrays instead of a quarter of a million strings. Immutable and thread-safe.</summary>
internal sealed class PackedVocabulary
{
    private readonly char[] _text;

    // Of each entry, and where the last one ends.
    private readonly int[] _starts;

    // Null where the id of an entry is its place.
    private readonly int[]? _ids;

    private PackedVocabulary(char[] text, int[] starts, int[]? ids, int size, int longest)
    {
        _text = text;
        _starts = starts;
        _ids = ids;
        Size = size;
        LongestToken = longest;
    }

    /// <summary>The highest id plus one.</summary>
    public int Size { get; }

    /// <summary>How many tokens there are, equal texts counted once.</summary>
    public int Count => Lookup.Count;

    /// <summary>The length of the longest token in UTF-16 units.</summary>
    public int LongestToken { get; }

    /// <summary>Builds the table; of two entries with the same text the later one counts.</summary>
    /// <param name="tokens">Texts and ids; ids may have gaps.</param>
    public static PackedVocabulary Create(IReadOnlyCollection<KeyValuePair<string, int>> tokens)
    {
        int length = 0;
        int highest = -1;
        int longest = 0;
        foreach ((string text, int id) in tokens)
        {
            length = checked(length + text.Length);
            highest = Math.Max(highest, id);
            longest = Math.Max(longest, text.Length);
        }

        char[] texts = new char[length];
        int[] starts = new int[tokens.Count + 1];
        int[] ids = new int[tokens.Count];
        int end = 0;
        int entry = 0;
        foreach ((string text, int id) in tokens)
        {
            text.CopyTo(texts.AsSpan(end));
            end += text.Length;
            ids[entry++] = id;
            starts[entry] = end;
        }

        return new(texts, starts, ids, highest + 1, longest);
    }

    /// <summary>Builds the table of a file that has a token a line, the ids in the order of the lines.</summary>
    public static PackedVocabulary OfLines(ReadOnlySpan<byte> utf8)
    {
        char[] text = new char[Encoding.UTF8.GetCharCount(utf8)];
        int length = Encoding.UTF8.GetChars(utf8, text);
        int[] starts = new int[2 + utf8.Count((byte)'\n')];
        return new(text, starts, ids: null, starts.Length - 1, Join(text, length, starts));
    }

    /// <summary>How many entries there are: tokens with their ids, in the order in which they came.</summary>
    public int EntryCount => _starts.Length - 1;

    /// <summary>The tokens of all entries, one behind the other.</summary>
    public ReadOnlySpan<char> Text => _text;

    /// <summary>Where the token of an entry stands in <see cref="Text"/>, and its id.</summary>
    public (int Start, int End, int Id) Entry(int entry) => (_starts[entry], _starts[entry + 1], IdAt(entry));

    /// <summary>The id of a token, or -1.</summary>
    public int IdOf(ReadOnlySpan<char> token)
    {
        int[] buckets = Lookup.Buckets;
        int entry = buckets[BucketOf(token, buckets)];
        return entry < 0 ? -1 : IdAt(entry);
    }

    /// <summary>The id of a token, or null.</summary>
    public int? TokenToId(string token) => IdOf(token) is >= 0 and int id ? id : null;

    /// <summary>The id of the unknown token, which text is about to need.</summary>
    public int RequireUnknown(string unknown, ReadOnlySpan<char> piece) => TokenToId(unknown)
        ?? throw new InvalidOperationException(
            $"The vocabulary has neither '{piece[..Math.Min(piece.Length, 32)]}' nor the unknown token '{unknown}' to stand for it. Add the unknown token to the tokenizer file.");

    /// <summary>The text of an id, or null.</summary>
    public string? TokenOf(int id) => (uint)id < (uint)Size && EntryOf(id) is >= 0 and int entry ? EntryText(entry).ToString() : null;

    // Made when first asked for: a tokenizer that has its own way to the tokens of texts needs none. Two threads may both make it, and make the same.
    private Index Lookup => field ??= MakeIndex();

    private int IdAt(int entry) => _ids is null ? entry : _ids[entry];

    private int EntryOf(int id) => _ids is null ? id : Lookup.EntryOfId[id];

    private ReadOnlySpan<char> EntryText(int entry) => _text.AsSpan(_starts[entry].._starts[entry + 1]);

    private static int BucketCount(int entries) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, entries * 2));

    /// <summary>Takes the ends of lines out.</summary>
    /// <returns>The length of the longest line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Join(char[] text, int length, int[] starts)
    {
        int line = 0;
        int end = 0;
        int longest = 0;
        for (int i = 0; i <= length; i++)
        {
            if (i < length && text[i] != '\n')
            {
                text[end++] = text[i];
                continue;
            }

            longest = Math.Max(longest, end - starts[line]);
            starts[++line] = end;
        }

        return longest;
    }

    // Compiled in full at the first call, as all that goes over a whole vocabulary: a process may load only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Index MakeIndex()
    {
        int[] entryOfId = new int[Size];
        int[] buckets = new int[BucketCount(EntryCount)];
        entryOfId.AsSpan().Fill(-1);
        buckets.AsSpan().Fill(-1);
        int count = 0;
        for (int entry = 0; entry < EntryCount; entry++)
        {
            entryOfId[IdAt(entry)] = entry;
            int bucket = BucketOf(EntryText(entry), buckets);
            count += buckets[bucket] < 0 ? 1 : 0;
            buckets[bucket] = entry;
        }

        return new(entryOfId, buckets, count);
    }

    // The bucket that holds the token, or the free one where it would go.
    private int BucketOf(ReadOnlySpan<char> token, int[] buckets)
    {
        Debug.Assert(BitOperations.IsPow2(buckets.Length));
        int mask = buckets.Length - 1;
        int bucket = (int)PieceHash.Of(token) & mask;
        while (true)
        {
            int entry = buckets[bucket];
            if (entry < 0 || EntryText(entry).SequenceEqual(token))
            {
                return bucket;
            }

            bucket = (bucket + 1) & mask;
        }
    }

    private sealed record Index(int[] EntryOfId, int[] Buckets, int Count);
}
