namespace RerankKit.Onnx;

/// <summary>How a model of a server is asked.</summary>
/// <param name="Model">Its name on the server.</param>
/// <param name="Version">Its version; null leaves the choice to the server.</param>
/// <param name="BearerToken">Sent as authorization; null for none.</param>
/// <param name="Timeout">For a request with all its attempts.</param>
/// <param name="MaxAnswerBytes">The largest body that is read.</param>
internal sealed record KServeSettings(string Model, string? Version, string? BearerToken, TimeSpan Timeout, int MaxAnswerBytes);
