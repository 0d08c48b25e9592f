namespace RerankKit.Remote;

/// <summary>Cohere's rerankers on Azure AI Foundry. Key from <c>AZURE_COHERE_API_KEY</c>.</summary>
/// <remarks>
/// Both routes are known: <c>https://NAME.services.ai.azure.com</c> (version 2, header <c>api-key</c>, <see cref="RemoteRerankerOptions.ModelId"/> is the
/// deployment) and <c>https://NAME.REGION.models.ai.azure.com</c> (version 1, bearer key). An endpoint with a path that ends in <c>/rerank</c> is used as it is.
/// Otherwise as <see cref="CohereOptions"/>.
/// </remarks>
public sealed class AzureCohereOptions : RemoteRerankerOptions
{
    private const string FoundryPath = "/providers/cohere/v2/rerank";

    /// <summary>Gives a token of Microsoft Entra instead of a key. It caches and renews; it is asked once per request.</summary>
    /// <value>Null, the default, uses the key.</value>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; set; }

    internal override string ProviderName => "azure-cohere";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        Uri endpoint = RequireEndpoint(setup);
        bool isFoundry = endpoint.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase)
            || endpoint.AbsolutePath.Contains("/v2/", StringComparison.OrdinalIgnoreCase);
        return new()
        {
            Name = ProviderName,
            Endpoint = Endpoints.Join(endpoint, isFoundry ? FoundryPath : "/v1/rerank"),
            ModelId = ModelId ?? (isFoundry ? throw setup.Missing(ProviderName, nameof(ModelId), "the deployment's name", variable: null) : "model"),
            Authentication = Authenticate(setup, isFoundry),
            Write = CohereShape.Request(isFoundry ? 2 : 1).Write,
            Read = CohereShape.Response.Read,
            ScoreKind = RerankScoreKind.Probability,
            MaxDocuments = CohereShape.MaxDocuments,
            HeldBack = HeldBackDocuments.Blank,
        };
    }

    private RequestAuthentication Authenticate(ProviderSetup setup, bool isFoundry)
    {
        if (AccessToken is not null)
        {
            return new TokenAuthentication(AccessToken);
        }

        string key = RequireKey(setup, "AZURE_COHERE_API_KEY");
        return isFoundry ? HeaderAuthentication.Of("api-key", key) : HeaderAuthentication.Bearer(key);
    }
}
