using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>How often each candidate contains each term of the query. Reused from call to call.</summary>
internal sealed class CandidateCounts
{
    private int[] _counts = new int[16];
    private ulong[] _touched = new ulong[1];
    private int[] _documentFrequencies = new int[16];
    private Hit[] _hits = new Hit[1024];
    private Document[] _documents = new Document[128];
    private int _hitCount;

    /// <summary>How many candidates have been read.</summary>
    public int Count { get; private set; }

    /// <summary>How many terms all of them have together.</summary>
    public long TotalLength { get; private set; }

    /// <summary>About how many numbers it holds on to.</summary>
    public int Capacity => _counts.Length + _hits.Length + _documents.Length;

    /// <summary>How many of the candidates contain a term.</summary>
    public int DocumentFrequency(int term) => _documentFrequencies[term];

    /// <summary>How many terms were read of a candidate.</summary>
    public int Length(int candidate) => _documents[candidate].Length;

    /// <summary>Whether the candidate has more terms than were read.</summary>
    public bool IsTruncated(int candidate) => _documents[candidate].IsTruncated;

    /// <summary>The query's terms that a candidate contains, in the query's order.</summary>
    public ReadOnlySpan<Hit> Hits(int candidate)
    {
        int start = candidate == 0 ? 0 : _documents[candidate - 1].HitEnd;
        return _hits.AsSpan(start, _documents[candidate].HitEnd - start);
    }

    /// <summary>Makes room for a query and so many candidates.</summary>
    public void Reset(QueryTerms query, int candidates)
    {
        Count = 0;
        TotalLength = 0;
        _hitCount = 0;
        if (_counts.Length < query.Count)
        {
            _counts = new int[BitOperations.RoundUpToPowerOf2((uint)query.Count)];
            _documentFrequencies = new int[_counts.Length];
            _touched = new ulong[(_counts.Length + 63) / 64];
        }

        if (_documents.Length < candidates)
        {
            _documents = new Document[candidates];
        }

        // A tokenizer that threw may have left a document half counted.
        _counts.AsSpan().Clear();
        _touched.AsSpan().Clear();
        _documentFrequencies.AsSpan().Clear();
    }

    /// <summary>Counts the query's terms in the next candidate.</summary>
    public void Read(string text, QueryTerms query, LexicalAnalysis analysis, TermBuffer buffer, int maxLength)
    {
        var sink = new Sink(query, _counts, _touched, maxLength);
        analysis.Analyze(text, buffer, ref sink, wantsIdentifiers: query.HasIdentifiers);
        for (int word = 0; word < _touched.Length; word++)
        {
            for (ulong bits = _touched[word]; bits != 0; bits &= bits - 1)
            {
                AddHit((64 * word) + BitOperations.TrailingZeroCount(bits));
            }

            _touched[word] = 0;
        }

        _documents[Count++] = new(sink.Length, _hitCount, sink.IsFull);
        TotalLength += sink.Length;
    }

    private void AddHit(int term)
    {
        if (_hitCount == _hits.Length)
        {
            Array.Resize(ref _hits, 2 * _hitCount);
        }

        _hits[_hitCount++] = new(term, _counts[term]);
        _counts[term] = 0;
        _documentFrequencies[term]++;
    }

    /// <summary>A term of the query in a candidate.</summary>
    internal readonly record struct Hit(int Term, int Frequency);

    private readonly record struct Document(int Length, int HitEnd, bool IsTruncated);

    private ref struct Sink(QueryTerms query, Span<int> counts, Span<ulong> touched, int maxLength) : ITermSink
    {
        private readonly ReadOnlySpan<int> _slots = query.Slots;
        private readonly Span<int> _counts = counts;
        private readonly Span<ulong> _touched = touched;

        public int Length { get; private set; }

        public bool IsFull { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref char first, int length, ulong hash)
        {
            if (Length >= maxLength)
            {
                IsFull = true;
                return;
            }

            Length++;
            AddWhole(ref first, length, hash);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void AddWhole(ref char first, int length, ulong hash)
        {
            if (!IsFull && _slots[(int)hash & (_slots.Length - 1)] != 0)
            {
                Count(hash, MemoryMarshal.CreateReadOnlySpan(ref first, length));
            }
        }

        private readonly void Count(ulong hash, ReadOnlySpan<char> text)
        {
            int term = query.Find(hash, text);
            if (term >= 0)
            {
                _counts[term]++;
                _touched[term >> 6] |= 1ul << (term & 63);
            }
        }
    }
}
