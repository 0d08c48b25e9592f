namespace RerankKit;

/// <summary>What traces and metrics say.</summary>
public sealed class OpenTelemetryOptions : IConfiguredOptions
{
    private const string CaptureVariable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    /// <summary>Whether traces carry the query, the documents' ids, scores and texts, and the messages of failures.</summary>
    /// <value>
    /// Default false, unless the environment variable <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c> is <c>true</c>.
    /// Metrics never carry them.
    /// </value>
    public bool EnableSensitiveData { get; set; } =
        string.Equals(Environment.GetEnvironmentVariable(CaptureVariable), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether traces also carry the attributes of OpenInference (<c>openinference.span.kind</c>, <c>reranker.*</c>), which Arize Phoenix and others read. The query and the documents, with ids and scores,
    /// come only with <see cref="EnableSensitiveData"/>.
    /// </summary>
    /// <value>Default false.</value>
    public bool EnableOpenInference { get; set; }

    void IConfiguredOptions.Read(SettingsReader reader) => reader
        .Boolean(nameof(EnableSensitiveData), value => EnableSensitiveData = value)
        .Boolean(nameof(EnableOpenInference), value => EnableOpenInference = value);
}
