namespace RerankKit;

/// <summary>What one term of the query adds to a BM25 score.</summary>
/// <param name="Term">The term, folded as it is compared.</param>
/// <param name="QueryFrequency">How often the query contains it; its contribution counts so many times.</param>
/// <param name="Frequency">How often the document contains it.</param>
/// <param name="DocumentFrequency">How many documents of the statistics contain it.</param>
/// <param name="Idf">Its inverse document frequency, ln(1 + (N - df + 0.5) / (df + 0.5)); more than 0.</param>
/// <param name="Contribution">What it adds to the score; 0 when the document does not contain it.</param>
public readonly record struct LexicalTermContribution(
    string Term,
    int QueryFrequency,
    int Frequency,
    long DocumentFrequency,
    double Idf,
    double Contribution);
