namespace RerankKit.Remote;

/// <summary>All that makes one provider of rankings different from another.</summary>
internal sealed class ProviderDescription : ServiceDescription
{
    /// <summary>Where another model is asked, for providers that have the model in the path.</summary>
    public Func<string, Uri>? EndpointOf { get; init; }

    /// <summary>The model that is asked when a call names none.</summary>
    public string? ModelId { get; init; }

    public required RequestWriter Write { get; init; }

    public required ResponseReader Read { get; init; }

    /// <summary>Reads usage from where only some providers have it.</summary>
    public Action<HttpResponseMessage, ResponseTally>? ReadHeaders { get; init; }

    public RerankScoreKind ScoreKind { get; init; }

    /// <summary>The kind for a model, where models differ; null where they do not.</summary>
    public Func<string?, RerankScoreKind>? ScoreKindOf { get; init; }

    /// <summary>Whether an answer may come in pages.</summary>
    public bool HasPages { get; init; }

    /// <summary>Whether a model scores a list as a whole, so that it may not be split.</summary>
    public Func<string?, bool> IsListwise { get; init; } = static _ => false;

    /// <summary>Documents per request; null for no limit.</summary>
    public int? MaxDocuments { get; init; }

    /// <summary>
    /// Characters of documents per request, an upper bound of the tokens or a third of the bytes that the provider allows; null for no limit.
    /// </summary>
    public int? MaxCharacters { get; init; }

    /// <summary>Whether the query counts once per document towards <see cref="MaxCharacters"/>.</summary>
    public bool QueryCountsPerDocument { get; init; }

    /// <summary>Characters of one document; longer ones are cut and say so.</summary>
    public int MaxDocumentCharacters { get; init; } = int.MaxValue;

    /// <summary>Which documents would make the provider refuse the whole request, so that they are not sent. Where that is not known, the empty ones: they say nothing anyway.</summary>
    public required HeldBackDocuments HeldBack { get; init; }

    /// <summary>Where the server tells its limits; null when it does not.</summary>
    public Uri? Info { get; init; }

    /// <summary>What else changes scores; part of what caches key them by.</summary>
    public string Settings { get; init; } = "";
}
