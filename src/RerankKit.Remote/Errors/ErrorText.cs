using System.Buffers;

namespace RerankKit.Remote;

/// <summary>Decides what of a provider's words may be shown: short, one line, nothing of the request and none of its secrets.</summary>
internal sealed class ErrorText(RequestAuthentication authentication, IEnumerable<KeyValuePair<string, string>> headers)
{
    private const int LongestMessage = 200;
    private const int LongestName = 100;

    // Providers shorten the keys that they quote; so many characters in a row are one.
    private const int SecretPiece = 6;
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/:");

    /// <summary>A message to show, or null when it quotes what must not be shown.</summary>
    public string? Message(string? message, RemoteExchange exchange)
    {
        ReadOnlySpan<char> text = message.AsSpan().Trim();
        int lineEnd = text.IndexOfAny('\r', '\n');
        text = lineEnd < 0 ? text : text[..lineEnd];

        // Checked before it is cut, so that no piece of a quote stays behind.
        if (text.IsEmpty || text.Length > 10 * LongestMessage || HoldsSecret(text) || Quotation.OfAny(text, exchange.Query, exchange.Candidates))
        {
            return null;
        }

        Span<char> shown = stackalloc char[LongestMessage];
        int length = Math.Min(text.Length, LongestMessage);
        for (int i = 0; i < length; i++)
        {
            shown[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? ' ' : text[i];
        }

        return shown[..length].TrimEnd().ToString();
    }

    /// <summary>A request id or an error code, or null when it does not look like one.</summary>
    public string? Name(string? name) =>
        name is { Length: > 0 and <= LongestName } && !name.AsSpan().ContainsAnyExcept(NameCharacters) && !HoldsSecret(name) ? name : null;

    private bool HoldsSecret(ReadOnlySpan<char> text)
    {
        foreach (string secret in authentication.Secrets.Concat(headers.Select(static header => header.Value)))
        {
            if (HoldsPieceOf(secret, text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsPieceOf(string secret, ReadOnlySpan<char> text)
    {
        if (secret.Length < SecretPiece)
        {
            return secret.Length > 0 && text.Contains(secret, StringComparison.Ordinal);
        }

        for (int start = 0; start + SecretPiece <= text.Length; start++)
        {
            if (secret.AsSpan().Contains(text.Slice(start, SecretPiece), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
