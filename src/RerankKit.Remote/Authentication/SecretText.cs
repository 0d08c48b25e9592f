namespace RerankKit.Remote;

/// <summary>Checks keys and tokens without ever quoting them.</summary>
internal static class SecretText
{
    public static string Check(string? secret, string name)
    {
        if (string.IsNullOrWhiteSpace(secret))
        {
            throw new ArgumentException($"{name} is empty.");
        }

        return secret.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw new ArgumentException($"{name} holds a blank, a line end or another character that no key has. It is not shown here; look at where it comes from.")
            : secret;
    }
}
