namespace RerankKit.Remote;

/// <summary>Cohere's request and answer, which Azure, Bedrock and many servers share.</summary>
internal static class CohereShape
{
    /// <summary>Cohere asks for no more, though it takes 10,000.</summary>
    public const int MaxDocuments = 1000;

    public static ResponseShape Response { get; } = new();

    private static readonly JsonEncodedText MaxTokens = JsonEncodedText.Encode("max_tokens_per_doc");

    public static RequestShape Request(int apiVersion, Action<Utf8JsonWriter>? constants = null) => new()
    {
        MaxTokensPerDocument = apiVersion == 2 ? MaxTokens : null,
        Constants = constants,
    };
}
