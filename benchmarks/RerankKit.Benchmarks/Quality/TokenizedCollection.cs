using RerankKit.Evaluation;

namespace RerankKit.Benchmarks;

/// <summary>The documents of a collection, as texts and as token ids.</summary>
internal sealed class TokenizedCollection
{
    public TokenizedCollection(BeirDataset dataset, HuggingFaceTokenizer tokenizer)
    {
        Dataset = dataset;
        Documents = [.. dataset.ReadCorpus()];
        VocabularySize = tokenizer.VocabularySize;
        var buffer = new TokenBuffer();
        Tokens = [.. Documents.Select(document =>
        {
            tokenizer.Encode(document.TitleAndText, buffer);
            return buffer.Ids.ToArray();
        })];
        DocumentFrequencies = new int[VocabularySize];
        foreach (int[] document in Tokens)
        {
            foreach (int id in document.Distinct())
            {
                DocumentFrequencies[id]++;
            }
        }
    }

    public BeirDataset Dataset { get; }

    public IReadOnlyList<BeirDocument> Documents { get; }

    public IReadOnlyList<int[]> Tokens { get; }

    public int VocabularySize { get; }

    /// <summary>In how many documents each token occurs.</summary>
    public int[] DocumentFrequencies { get; }

    /// <summary>The inverse document frequency of BM25; 0 for tokens that no document has, and for punctuation.</summary>
    public float[] Weights(HuggingFaceTokenizer tokenizer) =>
    [
        .. DocumentFrequencies.Select((frequency, id) => frequency == 0 || !tokenizer.IdToToken(id)!.Any(char.IsLetterOrDigit)
            ? 0
            : (float)Math.Log(1 + ((Documents.Count - frequency + 0.5) / (frequency + 0.5)))),
    ];

    /// <summary>How many tokens that have a weight a document has on average.</summary>
    public double AverageTokens(float[] weights) => Tokens.Average(document => document.Count(id => weights[id] > 0));
}
