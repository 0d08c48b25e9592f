using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>What BM25 needs to know of a collection: how many documents, how long on average, and how many of them contain each term.</summary>
/// <remarks>
/// Immutable and thread-safe. Terms are kept as 64-bit hashes, 12 bytes each in memory and in the file; among a million different terms two
/// share a hash, and so a count, with a chance of 3 in 100 million.
/// </remarks>
public sealed partial class LexicalCorpusStatistics
{
    private readonly ulong[] _hashes;
    private readonly int[] _documentFrequencies;

    private LexicalCorpusStatistics(
        LexicalAnalysis analysis,
        long documentCount,
        long totalLength,
        ulong[] hashes,
        int[] documentFrequencies)
    {
        Analysis = analysis;
        DocumentCount = documentCount;
        TotalLength = totalLength;
        _hashes = hashes;
        _documentFrequencies = documentFrequencies;
        Fingerprint = Convert.ToHexStringLower(Write(Stream.Null, analysis.Fingerprint, documentCount, totalLength, hashes, documentFrequencies).AsSpan(0, 8));
    }

    /// <summary>How the documents were cut into terms.</summary>
    public LexicalAnalysis Analysis { get; }

    /// <summary>How many documents were counted; at most 2,147,483,647.</summary>
    public long DocumentCount { get; }

    /// <summary>How many terms all documents have together; an identifier that was kept whole is not counted beside its parts.</summary>
    public long TotalLength { get; }

    /// <summary>How many terms a document has on average; 0 without documents.</summary>
    public double AverageLength => DocumentCount == 0 ? 0 : (double)TotalLength / DocumentCount;

    /// <summary>How many different terms there are.</summary>
    public int DistinctTerms => _hashes.Length;

    /// <summary>Identifies the contents, analysis included: 16 hexadecimal digits, the same for equal statistics on every machine.</summary>
    public string Fingerprint { get; }

    /// <summary>Counts a collection.</summary>
    /// <param name="documents">The documents' texts, as they will be reranked. Read once, one at a time.</param>
    /// <param name="analysis">How to cut them into terms; null for <see cref="LexicalAnalysis.Default"/>.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="ArgumentException">A document is null.</exception>
    public static LexicalCorpusStatistics Build(
        IEnumerable<string> documents,
        LexicalAnalysis? analysis = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        analysis ??= LexicalAnalysis.Default;
        var terms = new Dictionary<ulong, TermCount>();
        var buffer = new TermBuffer();
        int documentCount = 0;
        long totalLength = 0;
        foreach (string document in documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (document is null)
            {
                throw new ArgumentException($"Document {documentCount} is null. Give it a text, if only an empty one, or leave it out.", nameof(documents));
            }

            checked
            {
                documentCount++;
            }

            var sink = new Sink(terms, documentCount);
            analysis.Analyze(document, buffer, ref sink);
            totalLength += sink.Length;
        }

        ulong[] hashes = [.. terms.Keys];
        Array.Sort(hashes);
        return new(analysis, documentCount, totalLength, hashes, Array.ConvertAll(hashes, hash => terms[hash].DocumentFrequency));
    }

    /// <summary>How many documents contain a term.</summary>
    /// <param name="term">One term as <see cref="LexicalAnalysis.GetTerms"/> gives it: folded.</param>
    /// <returns>The number of documents; 0 for an unknown term.</returns>
    public int DocumentFrequency(string term)
    {
        ArgumentException.ThrowIfNullOrEmpty(term);
        return DocumentFrequency(TermHash.Compute(term));
    }

    /// <summary>The statistics of two collections that share no document, together.</summary>
    /// <param name="other">The other collection's statistics, built with the same analysis.</param>
    /// <returns>New statistics.</returns>
    /// <exception cref="ArgumentException">The analyses differ.</exception>
    /// <exception cref="OverflowException">Together they have more than 2,147,483,647 documents.</exception>
    public LexicalCorpusStatistics Merge(LexicalCorpusStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!string.Equals(Analysis.Fingerprint, other.Analysis.Fingerprint, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"These statistics were built with the analysis '{Analysis.Fingerprint}', the others with '{other.Analysis.Fingerprint}'. Build both with the same.",
                nameof(other));
        }

        int documentCount = checked((int)(DocumentCount + other.DocumentCount));
        var hashes = new List<ulong>(_hashes.Length + other._hashes.Length);
        var frequencies = new List<int>(hashes.Capacity);
        for (int i = 0, j = 0; i < _hashes.Length || j < other._hashes.Length;)
        {
            ulong mine = i < _hashes.Length ? _hashes[i] : ulong.MaxValue;
            ulong theirs = j < other._hashes.Length ? other._hashes[j] : ulong.MaxValue;
            ulong hash = Math.Min(mine, theirs);
            int frequency = 0;
            if (i < _hashes.Length && mine == hash)
            {
                frequency += _documentFrequencies[i++];
            }

            if (j < other._hashes.Length && theirs == hash)
            {
                frequency += other._documentFrequencies[j++];
            }

            hashes.Add(hash);
            frequencies.Add(frequency);
        }

        return new(Analysis, documentCount, TotalLength + other.TotalLength, [.. hashes], [.. frequencies]);
    }

    internal int DocumentFrequency(ulong hash)
    {
        int index = Array.BinarySearch(_hashes, hash);
        return index < 0 ? 0 : _documentFrequencies[index];
    }

    private struct TermCount
    {
        public int DocumentFrequency;
        public int LastDocument;
    }

    private struct Sink(Dictionary<ulong, TermCount> terms, int document) : ITermSink
    {
        public int Length { get; private set; }

        public readonly bool IsFull => false;

        public void Add(ref char first, int length, ulong hash)
        {
            Length++;
            AddWhole(ref first, length, hash);
        }

        public readonly void AddWhole(ref char first, int length, ulong hash)
        {
            ref TermCount count = ref CollectionsMarshal.GetValueRefOrAddDefault(terms, hash, out _);
            if (count.LastDocument != document)
            {
                count.LastDocument = document;
                count.DocumentFrequency++;
            }
        }
    }
}
