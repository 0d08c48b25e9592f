using System.Text;

namespace RerankKit.Remote;

/// <summary>A header that is always the same.</summary>
internal sealed class HeaderAuthentication(string header, string value, params string[] secrets) : RequestAuthentication(secrets)
{
    public static RequestAuthentication Of(string header, string? key, string scheme = "") =>
        key is null ? None : new HeaderAuthentication(header, scheme.Length == 0 ? key : $"{scheme} {key}", key);

    public static RequestAuthentication Bearer(string? key) => Of("Authorization", key, "Bearer");

    public static RequestAuthentication Basic(string user, string password)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return new HeaderAuthentication("Authorization", $"Basic {encoded}", password, encoded);
    }

    public override ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation(header, value);
        return default;
    }
}
