namespace RerankKit;

/// <summary>What one scope has used in one period. Guarded by its budget's lock.</summary>
internal sealed class UsageAccount(UsageAmount expected)
{
    private int _metered;

    public UsageAmount Used { get; private set; }

    public UsageAmount Reserved { get; private set; }

    public UsageAmount Reserve()
    {
        UsageAmount reserved = _metered == 0 ? expected : new(Used.Units / _metered, Used.Cost / _metered);
        Reserved += reserved;
        return reserved;
    }

    /// <summary>Replaces a reservation by what was used; null when the call failed.</summary>
    public void Settle(UsageAmount reserved, UsageAmount? used)
    {
        Reserved -= reserved;
        if (used is UsageAmount amount)
        {
            Used += amount;
            _metered++;
        }
    }
}
