namespace RerankKit.Remote;

/// <summary>A request, and what reads its answer.</summary>
/// <param name="address">Where it goes.</param>
/// <param name="query">What no message may quote.</param>
/// <param name="candidates">What no message may quote either.</param>
internal abstract class RemoteExchange(Uri address, string query, IReadOnlyList<RerankCandidate> candidates)
{
    public Uri Address => address;

    public string Query => query;

    public IReadOnlyList<RerankCandidate> Candidates => candidates;

    public abstract PooledBuffer Body { get; }

    /// <summary>Takes an answer; says what is wrong with it, or null.</summary>
    public abstract string? Read(ReadOnlyMemory<byte> json, HttpResponseMessage response);

    public virtual void CountRetry()
    {
    }
}
