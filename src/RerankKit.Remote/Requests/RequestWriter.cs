namespace RerankKit.Remote;

/// <summary>Writes the members of a request's body, without the braces around them.</summary>
internal delegate void RequestWriter(Utf8JsonWriter writer, scoped in RequestContent content);
