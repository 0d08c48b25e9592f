namespace RerankKit.TestModels;

/// <summary>Whose configuration files a late-interaction model has.</summary>
public enum TestLateInteractionStyle
{
    /// <summary>Stanford's ColBERT: <c>artifact.metadata</c>.</summary>
    Stanford,

    /// <summary>PyLate: top-level keys of <c>config_sentence_transformers.json</c>, modules Transformer and Dense.</summary>
    PyLate,

    /// <summary>sentence-transformers' MultiVectorEncoder: one configuration per module.</summary>
    SentenceTransformers,

    /// <summary>next-plaid's ONNX export: <c>onnx_config.json</c>.</summary>
    NextPlaid,
}
