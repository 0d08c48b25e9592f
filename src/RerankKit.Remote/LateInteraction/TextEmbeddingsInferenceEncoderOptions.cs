namespace RerankKit.Remote;

/// <summary>A Text Embeddings Inference server that gives one vector per token (<c>/embed_all</c>). Key, if the server wants one, from <c>TEI_API_KEY</c>.</summary>
public sealed class TextEmbeddingsInferenceEncoderOptions : RemoteServiceOptions
{
    /// <summary>Makes options. Answers are long: a number takes about twelve bytes.</summary>
    public TextEmbeddingsInferenceEncoderOptions() => MaxResponseBytes = 128 * 1024 * 1024;

    /// <summary>Numbers per vector, the model's hidden size. An answer of another size is refused.</summary>
    /// <value>1 or more. There is no default.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimension { get; set => field = Allow.AtLeast(value, 1, "1 or more, the model's hidden size"); }

    /// <summary>The served model's name, for metadata; the server has one model.</summary>
    public string? ModelId { get; set; }

    /// <summary>What changes when the server's model does. Stores keep the vectors of different revisions apart.</summary>
    /// <value>Null, the default, is made of address, model, prefixes and normalisation.</value>
    public string? Revision { get; set; }

    /// <summary>What stands before every query, as the model was trained with it.</summary>
    /// <value>Default empty.</value>
    public string QueryPrefix { get; set; } = "";

    /// <summary>What stands before every document, as the model was trained with it.</summary>
    /// <value>Default empty.</value>
    public string DocumentPrefix { get; set; } = "";

    /// <summary>Whether vectors are brought to length 1, so that a dot product is a cosine.</summary>
    /// <value>Default true.</value>
    public bool Normalize { get; set; } = true;

    /// <summary>Whether texts that are too long are cut by the server. Otherwise they are an error.</summary>
    /// <value>Default true.</value>
    public bool Truncate { get; set; } = true;

    /// <summary>How many texts one request carries at most; the server's <c>--max-client-batch-size</c>.</summary>
    /// <value>1 or more; default 32.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxTextsPerRequest { get; set => field = Allow.AtLeast(value, 1); } = 32;

    /// <summary>How many requests of one call are under way at the same time.</summary>
    /// <value>1 or more; default 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency { get; set => field = Allow.AtLeast(value, 1); } = 4;

    internal override string ProviderName => "tei";

    internal ServiceDescription Describe(ProviderSetup setup) => new()
    {
        Name = ProviderName,
        Endpoint = Endpoints.Join(RequireEndpoint(setup), "/embed_all"),
        Authentication = HeaderAuthentication.Bearer(FindKey(setup, "TEI_API_KEY")),
        Answer = "a list of token vectors",
        IsTooLarge = static (status, message) => status == 413 || (status == 422 && message?.Contains("batch size", StringComparison.OrdinalIgnoreCase) == true),
    };

    internal int RequireDimension(ProviderSetup setup) =>
        Dimension ?? throw setup.Missing(ProviderName, nameof(Dimension), "the model's hidden size", variable: null);
}
