namespace RerankKit.Triton;

/// <summary>How a model of a server is asked.</summary>
/// <param name="Model">Its name on the server.</param>
/// <param name="Version">Its version; null leaves the choice to the server.</param>
/// <param name="BearerToken">Sent as authorization; null for none.</param>
/// <param name="Timeout">For a request with all its attempts.</param>
/// <param name="MaxAnswerBytes">The largest body that is read.</param>
internal sealed record KServeSettings(string Model, string? Version, string? BearerToken, TimeSpan Timeout, int MaxAnswerBytes)
{
    /// <summary>As the options have it; a model without a name there is called as its folder.</summary>
    public static KServeSettings Of(TritonOptions options, string folderName) =>
        new(options.ModelName ?? folderName, options.ModelVersion, options.BearerToken, options.Timeout, options.MaxAnswerBytes);
}
