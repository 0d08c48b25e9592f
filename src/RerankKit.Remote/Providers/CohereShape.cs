namespace RerankKit.Remote;

/// <summary>Cohere's request and answer, which Azure, Bedrock and many servers share.</summary>
internal static class CohereShape
{
    /// <summary>Cohere asks for no more, though it takes 10,000.</summary>
    public const int MaxDocuments = 1000;

    public static ResponseShape Response { get; } = new();

    public static RequestShape Request(int apiVersion, int? priority = null)
    {
        var shape = new RequestShape { MaxTokensPerDocument = apiVersion == 2 ? "max_tokens_per_doc" : null };
        if (apiVersion == 2 && priority is not null)
        {
            shape.Constants["priority"] = priority;
        }

        return shape;
    }
}
