namespace RerankKit.Onnx;

/// <summary>How a model of a server is asked.</summary>
/// <param name="Model">Its name on the server.</param>
/// <param name="Version">Its version; null leaves the choice to the server.</param>
/// <param name="BearerToken">Sent as authorization; null for none.</param>
/// <param name="Timeout">For a request with all its attempts.</param>
/// <param name="MaxAnswerBytes">The largest body that is read.</param>
internal sealed record KServeSettings(string Model, string? Version, string? BearerToken, TimeSpan Timeout, int MaxAnswerBytes)
{
    /// <summary>The model as <see cref="Revisions"/> takes it: its name and version on the server, unless the application knows better, and what is read from the folder.</summary>
    public string GraphRevision(ServedModelOptions options, string directory) => Revisions.Graph(
        options.Revision ?? $"{Model}:{Version ?? "latest"};{ContentFingerprint.OfSupport(directory)}",
        options.IsolatePairs,
        options.ParseSpecialTokens,
        output: options.OutputName);

    /// <summary>As the options have it; a model without a name there is called as its folder.</summary>
    public static KServeSettings Of(ServedModelOptions options, string directory) => new(
        options.ModelName ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))),
        options.ModelVersion,
        options.BearerToken,
        options.Timeout,
        options.MaxAnswerBytes);
}
