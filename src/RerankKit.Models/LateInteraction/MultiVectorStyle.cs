namespace RerankKit.Models;

/// <summary>Who wrote a model's files.</summary>
internal enum MultiVectorStyle
{
    /// <summary>stanford-futuredata/ColBERT: artifact.metadata.</summary>
    Stanford,

    /// <summary>PyLate: top-level keys of config_sentence_transformers.json, modules.json with Transformer and Dense.</summary>
    PyLate,

    /// <summary>sentence-transformers' MultiVectorEncoder: modules.json and a configuration per module.</summary>
    SentenceTransformers,

    /// <summary>next-plaid's ONNX export: onnx_config.json, or PyLate's keys with token ids.</summary>
    NextPlaid,

    /// <summary>An embedding model, whose token vectors nobody trained for it.</summary>
    EmbeddingModel,
}
