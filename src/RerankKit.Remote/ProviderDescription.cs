namespace RerankKit.Remote;

/// <summary>All that makes one provider different from another. A class, not a record: its text must show no member.</summary>
internal sealed class ProviderDescription
{
    /// <summary>The provider in metadata, stages, errors and client names.</summary>
    public required string Name { get; init; }

    /// <summary>Where the default model is asked.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Where another model is asked, for providers that have the model in the path.</summary>
    public Func<string, Uri>? EndpointOf { get; init; }

    /// <summary>The model that is asked when a call names none.</summary>
    public string? ModelId { get; init; }

    public RequestAuthentication Authentication { get; init; } = RequestAuthentication.None;

    /// <summary>Headers that the provider requires beside the key; no secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

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

    /// <summary>Whether one blank document makes the provider refuse the whole request.</summary>
    public bool RefusesBlankDocuments { get; init; }

    /// <summary>HTTP statuses that are worth another attempt at this provider only.</summary>
    public int[] AlsoTransient { get; init; } = [];

    /// <summary>Whether an error says that a request had too many documents: status and message.</summary>
    public Func<int, string?, bool>? IsTooLarge { get; init; }

    /// <summary>Where the server tells its limits; null when it does not.</summary>
    public Uri? Info { get; init; }

    /// <summary>What else changes scores; part of what caches key them by.</summary>
    public string Settings { get; init; } = "";
}
