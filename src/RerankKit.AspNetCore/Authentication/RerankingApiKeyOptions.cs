using Microsoft.AspNetCore.Authentication;

namespace RerankKit.AspNetCore;

/// <summary>The keys that a server knows.</summary>
public sealed class RerankingApiKeyOptions : AuthenticationSchemeOptions
{
    /// <summary>The keys by the names of who has them; the name becomes that of the caller (<c>HttpContext.User.Identity.Name</c>). Never logged.</summary>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Keys.Count == 0 || Keys.Values.Any(string.IsNullOrWhiteSpace))
        {
            throw new InvalidOperationException("There is no API key, or an empty one. Set RerankingApiKeyOptions.Keys, for example from an environment variable.");
        }
    }
}
