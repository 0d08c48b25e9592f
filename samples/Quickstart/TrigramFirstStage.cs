using System.Runtime.InteropServices;
using RerankKit;
using RerankKit.Evaluation;

namespace Quickstart;

/// <summary>Cosine similarity of letter trigrams: finds what looks alike, typing errors and other forms of a word included.</summary>
internal sealed class TrigramFirstStage : IFirstStage
{
    private readonly IReadOnlyList<RerankCandidate> _corpus;
    private readonly Dictionary<string, double> _idf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double>[] _vectors;

    public TrigramFirstStage(IReadOnlyList<RerankCandidate> corpus)
    {
        _corpus = corpus;
        var counts = new Dictionary<string, int>[corpus.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Count(corpus[i].Text);
            foreach (string trigram in counts[i].Keys)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_idf, trigram, out _)++;
            }
        }

        foreach (string trigram in _idf.Keys)
        {
            _idf[trigram] = Math.Log(1 + (corpus.Count / _idf[trigram]));
        }

        _vectors = [.. counts.Select(Vector)];
    }

    public string Name => "trigrams";

    public Task<IReadOnlyList<RerankCandidate>> RetrieveAsync(BeirQuery query, int depth)
    {
        Dictionary<string, double> vector = Vector(Count(query.Text));
        IReadOnlyList<RerankCandidate> found =
        [
            .. _vectors
                .Select((document, i) => _corpus[i] with { Score = Dot(vector, document) })
                .Where(candidate => candidate.Score > 0)
                .OrderByDescending(candidate => candidate.Score)
                .Take(depth),
        ];
        return Task.FromResult(found);
    }

    private static Dictionary<string, int> Count(string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        string padded = $" {string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} ";
        for (int i = 0; i + 3 <= padded.Length; i++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, padded.Substring(i, 3), out _)++;
        }

        return counts;
    }

    private static double Dot(Dictionary<string, double> query, Dictionary<string, double> document) =>
        query.Sum(entry => document.TryGetValue(entry.Key, out double weight) ? entry.Value * weight : 0);

    private Dictionary<string, double> Vector(Dictionary<string, int> counts)
    {
        var weights = counts
            .Where(entry => _idf.ContainsKey(entry.Key))
            .ToDictionary(entry => entry.Key, entry => (1 + Math.Log(entry.Value)) * _idf[entry.Key], StringComparer.Ordinal);
        double length = Math.Sqrt(weights.Values.Sum(weight => weight * weight));
        return weights.ToDictionary(entry => entry.Key, entry => entry.Value / length, StringComparer.Ordinal);
    }
}
