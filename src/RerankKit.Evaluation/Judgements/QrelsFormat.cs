namespace RerankKit.Evaluation;

/// <summary>The file formats of judgements.</summary>
public enum QrelsFormat
{
    /// <summary><c>qid iter docid rel</c>, separated by whitespace.</summary>
    Trec,

    /// <summary>A header line <c>query-id corpus-id score</c>, then three columns separated by tabs.</summary>
    Beir,
}
