namespace RerankKit;

/// <summary>The accounts of one period. Guarded by the budget's lock.</summary>
/// <remarks>
/// A scope has an account while it has used something or has calls in flight. Beyond the most accounts of a period, scopes share one: a limit may
/// then bite early, but never late, and the memory is bounded.
/// </remarks>
internal sealed class UsageAccounts(UsageBudgetOptions options)
{
    private readonly Dictionary<string, UsageAccount> _accounts = new(StringComparer.Ordinal);
    private readonly UsageAccount _shared = new(options.ExpectedPerCall);

    public int Count => _accounts.Count;

    /// <summary>The account that a scope has, or would have; a new one is not kept.</summary>
    public UsageAccount Find(string? scope) =>
        _accounts.TryGetValue(Key(scope), out UsageAccount? account) ? account
        : _accounts.Count < options.MaxScopes ? new(options.ExpectedPerCall)
        : _shared;

    /// <summary>The account that a scope has from now on.</summary>
    public UsageAccount Open(string? scope)
    {
        UsageAccount account = Find(scope);
        if (account != _shared)
        {
            _accounts[Key(scope)] = account;
        }

        return account;
    }

    public void CloseIfEmpty(string? scope)
    {
        if (_accounts.TryGetValue(Key(scope), out UsageAccount? account) && account.IsEmpty)
        {
            _accounts.Remove(Key(scope));
        }
    }

    private string Key(string? scope) => options.PerScope ? scope ?? "" : "";
}
