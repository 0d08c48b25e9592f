using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

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
            new int[BucketCount(tokens.Count)])
        {
            LongestToken = longest,
        };
        int end = 0;
        int entry = 0;
        foreach ((string text, int id) in tokens)
        {
            text.CopyTo(table._text.AsSpan(end));
            end += text.Length;
            table._ends[entry] = end;
            table._ids[entry++] = id;
        }

        table.Index();
        return table;
    }

    /// <summary>Builds the table of a file that has a token a line, the ids in the order of the lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PackedVocabulary OfLines(ReadOnlySpan<byte> utf8)
    {
        int lines = 1 + utf8.Count((byte)'\n');
        char[] text = new char[Encoding.UTF8.GetCharCount(utf8)];
        int length = Encoding.UTF8.GetChars(utf8, text);
        int[] ends = new int[lines];
        int[] ids = new int[lines];
        int longest = 0;
        int to = 0;
        for (int line = 0, from = 0; line < lines; line++)
        {
            ReadOnlySpan<char> rest = text.AsSpan(from, length - from);
            int size = rest.IndexOf('\n') is >= 0 and int found ? found : rest.Length;
            rest[..size].CopyTo(text.AsSpan(to));
            (from, to) = (from + size + 1, to + size);
            (ends[line], ids[line], longest) = (to, line, Math.Max(longest, size));
        }

        var table = new PackedVocabulary(text, ends, ids, new int[lines], new int[BucketCount(lines)]) { LongestToken = longest };
        table.Index();
        return table;
    }

    /// <summary>How many entries there are: tokens with their ids, in the order in which they came.</summary>
    public int EntryCount => _ids.Length;

    /// <summary>The tokens of all entries, one behind the other.</summary>
    public ReadOnlySpan<char> Text => _text;

    /// <summary>Where the token of an entry stands in <see cref="Text"/>, and its id.</summary>
    public (int Start, int End, int Id) Entry(int entry) => (entry == 0 ? 0 : _ends[entry - 1], _ends[entry], _ids[entry]);

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

    private static int BucketCount(int entries) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, entries * 2));

    // Compiled in full at the first call, as all that goes over a whole vocabulary: a process may load only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Index()
    {
        _entryOfId.AsSpan().Fill(-1);
        _buckets.AsSpan().Fill(-1);
        for (int entry = 0; entry < _ids.Length; entry++)
        {
            _entryOfId[_ids[entry]] = entry;
            int bucket = BucketOf(EntryText(entry));
            Count += _buckets[bucket] < 0 ? 1 : 0;
            _buckets[bucket] = entry;
        }
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
