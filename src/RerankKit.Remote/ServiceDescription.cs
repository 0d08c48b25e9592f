namespace RerankKit.Remote;

/// <summary>Where a service is, how it knows its callers and how it fails. A class, not a record: its text must show no member.</summary>
internal class ServiceDescription
{
    /// <summary>The provider in metadata, stages, errors and client names.</summary>
    public required string Name { get; init; }

    /// <summary>Where requests go unless they say otherwise.</summary>
    public required Uri Endpoint { get; init; }

    public RequestAuthentication Authentication { get; init; } = RequestAuthentication.None;

    /// <summary>Headers that the provider requires beside the key; no secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What a good answer is, with its article.</summary>
    public string Answer { get; init; } = "a ranking";

    /// <summary>What to do where an answer takes too long, besides giving it more time.</summary>
    public string WhatTakesLess { get; init; } = "send fewer candidates";

    /// <summary>HTTP statuses that are worth another attempt at this provider only.</summary>
    public int[] AlsoTransient { get; init; } = [];

    /// <summary>Whether an error says that a request had too many documents: status and message.</summary>
    public Func<int, string?, bool>? IsTooLarge { get; init; }
}
