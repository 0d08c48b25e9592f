using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>Knows callers by a key: <c>Authorization: Bearer KEY</c>, or the header <c>api-key</c> or <c>x-api-key</c>.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<RerankingApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<RerankingApiKeyOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request.Headers) is not string key)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        // Every key is compared, in the same time whatever it is.
        byte[] given = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        string? name = null;
        foreach ((string known, string value) in Options.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(Encoding.UTF8.GetBytes(value))))
            {
                name = known;
            }
        }

        if (name is null)
        {
            return Task.FromResult(AuthenticateResult.Fail("The API key is not known."));
        }

        var caller = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], Scheme.Name));
        return Task.FromResult(AuthenticateResult.Success(new(caller, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        Dialect dialect = Context.GetEndpoint()?.Metadata.GetMetadata<DialectMetadata>()?.Dialect ?? Dialect.Shared;
        return ProblemAnswer.WriteAsync(Context, dialect, new(ProblemKind.Unauthorized, "The API key is missing or not valid: send it as 'Authorization: Bearer KEY'."));
    }

    private static string? KeyOf(IHeaderDictionary headers) =>
        headers.Authorization is [string authorization] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
        : headers["api-key"] is [string key] ? key
        : headers["x-api-key"] is [string other] ? other
        : null;
}
