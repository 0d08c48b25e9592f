using Microsoft.AspNetCore.Authentication;
using RerankKit.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the authentication of a reranking server.</summary>
public static class RerankingAuthenticationBuilderExtensions
{
    /// <summary>Knows callers by an API key, as clients of reranking services send it. Endpoints ask for it by <c>app.MapReranking().RequireAuthorization()</c>.</summary>
    /// <param name="builder">The authentication: <c>services.AddAuthentication(RerankingApiKeyDefaults.Scheme)</c>.</param>
    /// <param name="configure">Sets the keys.</param>
    /// <returns>The authentication.</returns>
    public static AuthenticationBuilder AddRerankingApiKey(this AuthenticationBuilder builder, Action<RerankingApiKeyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddScheme<RerankingApiKeyOptions, ApiKeyHandler>(RerankingApiKeyDefaults.Scheme, configure);
    }
}
