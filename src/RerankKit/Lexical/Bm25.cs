namespace RerankKit;

/// <summary>The BM25 formula as Lucene computes it, in double precision and with exact lengths.</summary>
/// <remarks>
/// score = sum over the query's terms of qtf * idf * tf / (tf + k1 * (1 - b + b * length / average length)),
/// idf = ln(1 + (N - df + 0.5) / (df + 0.5)). Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009);
/// Lucene 8 and later leaves out the constant factor k1 + 1, which does not change the order.
/// </remarks>
/// <param name="K1">Saturation of the term frequency.</param>
/// <param name="B">Weight of the length.</param>
/// <param name="AverageLength">Terms per document; more than 0 where a document has terms.</param>
internal readonly record struct Bm25(double K1, double B, double AverageLength)
{
    /// <summary>Never negative, not even for a term that every document contains.</summary>
    public static double Idf(long documentCount, long documentFrequency) =>
        Math.Log(1 + ((documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5)));

    /// <summary>What is added to the term frequency in the denominator, for a document of a length.</summary>
    public double Norm(int length) => K1 * (1 - B + (B * length / AverageLength));

    /// <summary>What a term adds.</summary>
    public static double Contribution(double weight, int frequency, double norm) => weight * frequency / (frequency + norm);
}
