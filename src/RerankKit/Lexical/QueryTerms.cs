using System.Numerics;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>The different terms of a query in an open-addressed table. Reused from call to call.</summary>
internal sealed class QueryTerms
{
    // So sparse that nearly every word of a document that is not in the query meets an empty slot.
    private const int SlotsPerTerm = 32;
    private int[] _slots = new int[16 * SlotsPerTerm];
    private Term[] _terms = new Term[16];
    private char[] _characters = new char[256];
    private int _written;

    /// <summary>How many different terms there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many terms the query has, repetitions included, whole identifiers not.</summary>
    public int Length { get; private set; }

    /// <summary>Whether one of the terms is an identifier as a whole.</summary>
    public bool HasIdentifiers { get; private set; }

    /// <summary>At the low bits of a hash 0, or one more than the term to begin looking at. The length is a power of two.</summary>
    public ReadOnlySpan<int> Slots => _slots;

    /// <summary>About how many characters and slots it holds on to.</summary>
    public int Capacity => _slots.Length + _characters.Length;

    /// <summary>How often the query contains a term.</summary>
    public int Frequency(int term) => _terms[term].Frequency;

    /// <summary>The hash of a term.</summary>
    public ulong Hash(int term) => _terms[term].Hash;

    /// <summary>The characters of a term.</summary>
    public ReadOnlySpan<char> Text(int term) => _characters.AsSpan(_terms[term].Start, _terms[term].Length);

    /// <summary>Reads a query in place of the one before.</summary>
    public void Read(string query, LexicalAnalysis analysis, TermBuffer buffer)
    {
        _slots.AsSpan().Clear();
        Count = 0;
        Length = 0;
        HasIdentifiers = false;
        _written = 0;
        var sink = new Sink(this);
        analysis.Analyze(query, buffer, ref sink);
    }

    /// <summary>Which term it is; negative when it is none.</summary>
    public int Find(ulong hash, ReadOnlySpan<char> text)
    {
        for (int slot = (int)hash & (_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            // The text is compared too: nobody can write a document whose words only hash like the query's.
            int term = _slots[slot] - 1;
            if (_terms[term].Hash == hash && text.SequenceEqual(Text(term)))
            {
                return term;
            }
        }

        return -1;
    }

    private void Add(ulong hash, ReadOnlySpan<char> text)
    {
        int known = Find(hash, text);
        if (known >= 0)
        {
            _terms[known].Frequency++;
            return;
        }

        if (Count == _terms.Length)
        {
            Array.Resize(ref _terms, 2 * Count);
        }

        if (_written + text.Length > _characters.Length)
        {
            Array.Resize(ref _characters, (int)BitOperations.RoundUpToPowerOf2((uint)(_written + text.Length)));
        }

        text.CopyTo(_characters.AsSpan(_written));
        _terms[Count] = new(hash, _written, text.Length);
        _written += text.Length;
        Count++;
        if (Count * SlotsPerTerm <= _slots.Length)
        {
            Place(Count - 1);
            return;
        }

        _slots = new int[2 * _slots.Length];
        for (int term = 0; term < Count; term++)
        {
            Place(term);
        }
    }

    private void Place(int term)
    {
        int slot = (int)_terms[term].Hash & (_slots.Length - 1);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = term + 1;
    }

    private struct Term(ulong hash, int start, int length)
    {
        public readonly ulong Hash = hash;
        public readonly int Start = start;
        public readonly int Length = length;
        public int Frequency = 1;
    }

    private readonly struct Sink(QueryTerms terms) : ITermSink
    {
        public bool IsFull => false;

        public void Add(ref char first, int length, ulong hash)
        {
            terms.Length++;
            terms.Add(hash, MemoryMarshal.CreateReadOnlySpan(ref first, length));
        }

        public void AddWhole(ref char first, int length, ulong hash)
        {
            terms.HasIdentifiers = true;
            terms.Add(hash, MemoryMarshal.CreateReadOnlySpan(ref first, length));
        }
    }
}
