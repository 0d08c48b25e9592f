namespace RerankKit.Remote;

/// <summary>Proves to a provider who asks. Never shown: <see cref="object.ToString"/> names the type only.</summary>
internal class RequestAuthentication(params string[] secrets)
{
    private const int Kept = 4;
    private volatile string[] _secrets = secrets;

    public static RequestAuthentication None { get; } = new();

    /// <summary>What must not appear in any message; of what a delegate gives, the latest.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>Adds what is needed to a request whose body is final.</summary>
    public virtual ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => default;

    protected void Remember(string secret)
    {
        string[] known = _secrets;
        if (!known.Contains(secret, StringComparer.Ordinal))
        {
            // A lost race forgets one of several tokens that are valid at once; the next request remembers it.
            _secrets = [secret, .. known.Take(Kept - 1)];
        }
    }
}
