using System.Diagnostics;
using System.Numerics;

namespace RerankKit.Tokenizers;

/// <summary>A vocabulary: token text to id and back, in three flat arrays instead of a quarter of a million strings. Immutable and thread-safe.</summary>
internal sealed class PackedVocabulary
{
    private readonly char[] _text;
    private readonly int[] _ends;
    private readonly int[] _ids;
    private readonly int[] _entryOfId;
    private readonly int[] _buckets;

    private PackedVocabulary(char[] text, int[] ends, int[] ids, int[] entryOfId, int[] buckets)
    {
        _text = text;
        _ends = ends;
        _ids = ids;
        _entryOfId = entryOfId;
        _buckets = buckets;
    }

    /// <summary>The highest id plus one.</summary>
    public int Size => _entryOfId.Length;

    /// <summary>How many tokens there are, equal texts counted once.</summary>
    public int Count { get; private set; }

    /// <summary>The length of the longest token in UTF-16 units.</summary>
    public int LongestToken { get; private init; }

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

        var table = new PackedVocabulary(
            new char[length],
            new int[tokens.Count],
            new int[tokens.Count],
            new int[highest + 1],
            new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, tokens.Count * 2))])
        {
            LongestToken = longest,
        };
        table._entryOfId.AsSpan().Fill(-1);
        table._buckets.AsSpan().Fill(-1);
        int end = 0;
        int entry = 0;
        foreach ((string text, int id) in tokens)
        {
            text.CopyTo(table._text.AsSpan(end));
            end += text.Length;
            table._ends[entry] = end;
            table._ids[entry] = id;
            table._entryOfId[id] = entry;
            int bucket = table.BucketOf(text);
            table.Count += table._buckets[bucket] < 0 ? 1 : 0;
            table._buckets[bucket] = entry++;
        }

        return table;
    }

    /// <summary>The id of a token, or -1.</summary>
    public int IdOf(ReadOnlySpan<char> token)
    {
        int entry = _buckets[BucketOf(token)];
        return entry < 0 ? -1 : _ids[entry];
    }

    /// <summary>The id of a token, or null.</summary>
    public int? TokenToId(string token) => IdOf(token) is >= 0 and int id ? id : null;

    /// <summary>The id of the unknown token, which text is about to need.</summary>
    public int RequireUnknown(string unknown, ReadOnlySpan<char> piece) => TokenToId(unknown)
        ?? throw new InvalidOperationException(
            $"The vocabulary has neither '{piece[..Math.Min(piece.Length, 32)]}' nor the unknown token '{unknown}' to stand for it. Add the unknown token to the tokenizer file.");

    /// <summary>The text of an id, or null.</summary>
    public string? TokenOf(int id) =>
        (uint)id < (uint)_entryOfId.Length && _entryOfId[id] >= 0 ? EntryText(_entryOfId[id]).ToString() : null;

    private ReadOnlySpan<char> EntryText(int entry)
    {
        int start = entry == 0 ? 0 : _ends[entry - 1];
        return _text.AsSpan(start, _ends[entry] - start);
    }

    // The bucket that holds the token, or the free one where it would go.
    private int BucketOf(ReadOnlySpan<char> token)
    {
        Debug.Assert(BitOperations.IsPow2(_buckets.Length));
        int mask = _buckets.Length - 1;
        int bucket = (int)PieceHash.Of(token) & mask;
        while (true)
        {
            int entry = _buckets[bucket];
            if (entry < 0 || EntryText(entry).SequenceEqual(token))
            {
                return bucket;
            }

            bucket = (bucket + 1) & mask;
        }
    }
}
