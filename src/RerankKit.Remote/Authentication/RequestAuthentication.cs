namespace RerankKit.Remote;

/// <summary>Proves to a provider who asks. Never shown: <see cref="object.ToString"/> names the type only.</summary>
internal abstract class RequestAuthentication
{
    public static RequestAuthentication None { get; } = new NoAuthentication();

    /// <summary>What must not appear in any message.</summary>
    public virtual IReadOnlyList<string> Secrets => [];

    /// <summary>Adds what is needed to a request whose body is final.</summary>
    public abstract ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    private sealed class NoAuthentication : RequestAuthentication
    {
        public override ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => default;
    }
}
