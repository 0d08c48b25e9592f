namespace RerankKit;

/// <summary>What one scope has used in one period. Guarded by its budget's lock.</summary>
internal sealed class UsageAccount(UsageAmount expected)
{
    private long _metered;

    public UsageAmount Used { get; private set; }

    public UsageAmount Reserved { get; private set; }

    /// <summary>Whether it can be forgotten, because a new one would say the same.</summary>
    public bool IsEmpty => _metered == 0 && Used == default && Reserved == default;

    public UsageAmount Reserve()
    {
        UsageAmount reserved = _metered == 0 ? expected : new(Used.Units / _metered, Used.Cost / _metered);
        Reserved += reserved;
        return reserved;
    }

    /// <summary>Replaces a reservation by what was used.</summary>
    /// <param name="reserved">The reservation.</param>
    /// <param name="used">What the answer was metered at; nothing where there was none.</param>
    /// <param name="unanswered">How many calls were sent without an answer that could be metered: each is taken to have used what was reserved for one.</param>
    public void Settle(UsageAmount reserved, UsageAmount used, int unanswered)
    {
        Reserved -= reserved;
        Used += used;
        _metered += used == default ? 0 : 1;
        for (int i = 0; i < unanswered; i++)
        {
            Used += reserved;
            _metered++;
        }
    }
}
