namespace RerankKit.Remote;

/// <summary>A request, and what reads its answer.</summary>
internal abstract class RemoteExchange
{
    public abstract Uri Address { get; }

    public abstract PooledBuffer Body { get; }

    /// <summary>What no message may quote.</summary>
    public abstract string Query { get; }

    /// <summary>What no message may quote either.</summary>
    public abstract IReadOnlyList<RerankCandidate> Candidates { get; }

    /// <summary>Takes an answer; says what is wrong with it, or null.</summary>
    public abstract string? Read(ReadOnlyMemory<byte> json, HttpResponseMessage response);

    public virtual void CountRetry()
    {
    }
}
