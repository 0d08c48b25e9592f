namespace RerankKit.Models;

/// <summary>How a model scores a pair.</summary>
public enum ModelFamily
{
    /// <summary>Not in the catalogue: its own files tell.</summary>
    Unknown,

    /// <summary>An encoder that reads query and document together and gives one logit.</summary>
    CrossEncoder,

    /// <summary>A language model that is asked for yes or no.</summary>
    Decoder,

    /// <summary>One vector per token, compared with MaxSim (ColBERT).</summary>
    LateInteraction,
}
