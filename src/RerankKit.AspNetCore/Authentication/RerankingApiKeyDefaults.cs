namespace RerankKit.AspNetCore;

/// <summary>Names of the authentication by API keys.</summary>
public static class RerankingApiKeyDefaults
{
    /// <summary>The name of the scheme, for <c>AddAuthentication(RerankingApiKeyDefaults.Scheme)</c>.</summary>
    public const string Scheme = "RerankingApiKey";
}
