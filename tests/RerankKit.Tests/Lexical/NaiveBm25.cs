namespace RerankKit.Tests.Lexical;

/// <summary>BM25 straight from its definition, with dictionaries.</summary>
internal static class NaiveBm25
{
    public static double[] Scores(string query, IReadOnlyList<string> documents, IReadOnlyList<string> corpus, LexicalAnalysis analysis, double k1, double b)
    {
        List<Dictionary<string, int>> counted = [.. corpus.Select(text => Count(text, analysis))];
        double average = corpus.Sum(text => Length(text, analysis)) / (double)corpus.Count;
        double[] scores = new double[documents.Count];
        for (int i = 0; i < scores.Length; i++)
        {
            Dictionary<string, int> document = Count(documents[i], analysis);
            int length = Length(documents[i], analysis);
            foreach ((string term, int queryFrequency) in Count(query, analysis))
            {
                int df = counted.Count(counts => counts.ContainsKey(term));
                double idf = Math.Log(1 + ((corpus.Count - df + 0.5) / (df + 0.5)));
                int tf = document.GetValueOrDefault(term);
                scores[i] += tf == 0 ? 0 : queryFrequency * idf * tf / (tf + (k1 * (1 - b + (b * length / average))));
            }
        }

        return scores;
    }

    // Whole identifiers make no text longer.
    private static int Length(string text, LexicalAnalysis analysis) =>
        (analysis.TokenizerName is null ? new() { FoldAccents = analysis.FoldAccents, KeepIdentifiers = false } : analysis).GetTerms(text).Count;

    private static Dictionary<string, int> Count(string text, LexicalAnalysis analysis) =>
        analysis.GetTerms(text).GroupBy(term => term, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
}
