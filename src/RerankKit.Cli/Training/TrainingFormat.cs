namespace RerankKit.Cli.Training;

/// <summary>Whose files are written.</summary>
internal enum TrainingFormat
{
    /// <summary>sentence-transformers' labeled-pair: query, document, label.</summary>
    Pairs,

    /// <summary>sentence-transformers' labeled-list: query, docs, labels.</summary>
    Lists,

    /// <summary>FlagEmbedding: query, pos, neg, with a teacher pos_scores and neg_scores, prompt.</summary>
    FlagEmbedding,
}
