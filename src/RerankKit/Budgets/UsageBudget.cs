using System.Diagnostics.CodeAnalysis;

namespace RerankKit;

/// <summary>A limit of units or money per period. Several pipelines that draw on one contract may share one. Thread-safe.</summary>
/// <remarks>
/// A call is let in while what was used, plus what the calls in flight are taken to use, is below the limit. What a call uses is known
/// only afterwards: a limit of calls is kept exactly, one of tokens or money is overshot by no more than what the calls in flight turn
/// out to use. Calls in flight are taken to use the average of the period so far, and so are calls that were sent and gave no answer: they failed, were
/// cancelled, or were not waited for. The count lives in this process's memory only.
/// </remarks>
public sealed class UsageBudget
{
    private readonly Lock _lock = new();
    private readonly UsageBudgetOptions _options;
    private readonly TimeProvider _timeProvider;
    private UsageAccounts _accounts;
    private long _period = -1;

    /// <summary>Makes a budget.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="timeProvider">Tells when a period ends; null for the system's clock.</param>
    /// <exception cref="ArgumentException"><paramref name="options"/> set no limit, or one of money without a price.</exception>
    public UsageBudget(UsageBudgetOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxUnits is null && options.MaxCost is null)
        {
            throw new ArgumentException("A usage budget without a limit stops nothing; set MaxUnits, MaxCost or both.", nameof(options));
        }

        if (options.LimitsMoneyWithoutPrice)
        {
            throw new ArgumentException("MaxCost is set and the default meter has no price; set Meter, for example to UsageMeters.Calls(pricePerCall) or UsageMeters.ReportedCost().", nameof(options));
        }

        _options = options.Clone();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _accounts = new(_options);
    }

    internal bool ThrowWhenExceeded => _options.ThrowWhenExceeded;

    /// <summary>Tells where the budget stands.</summary>
    /// <param name="scope">The scope asked about; not used unless <see cref="UsageBudgetOptions.PerScope"/>.</param>
    /// <returns>What was used, what remains, and when the period ends.</returns>
    public UsageBudgetState GetState(string? scope = null)
    {
        lock (_lock)
        {
            return StateOf(Accounts().Find(scope));
        }
    }

    /// <summary>How many scopes have an account of their own now.</summary>
    internal int AccountCount
    {
        get
        {
            lock (_lock)
            {
                return _accounts.Count;
            }
        }
    }

    internal bool TryReserve(string? scope, [NotNullWhen(true)] out UsageReservation? reservation, out UsageBudgetState state)
    {
        lock (_lock)
        {
            UsageAccounts accounts = Accounts();
            state = StateOf(accounts.Find(scope));
            if (state.IsExhausted)
            {
                reservation = null;
                return false;
            }

            UsageAccount account = accounts.Open(scope);
            reservation = new(accounts, scope, account, account.Reserve());
            return true;
        }
    }

    internal UsageAmount Meter(RerankResponse response)
    {
        UsageAmount amount = _options.Meter(response);
        return amount.Units >= 0 && amount.Cost >= 0 ? amount : throw new InvalidOperationException(
            $"The usage meter returned {amount}; allowed are 0 or more units and 0 or more cost. Mend UsageBudgetOptions.Meter.");
    }

    /// <summary>Ends a reservation. One of an earlier period was let in, and is billed, in that period: its account is gone by now.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="used">What the answer was metered at.</param>
    /// <param name="unanswered">How many calls were sent without an answer.</param>
    internal void Settle(UsageReservation reservation, UsageAmount used, int unanswered)
    {
        lock (_lock)
        {
            reservation.Account.Settle(reservation.Amount, used, unanswered);
            reservation.Accounts.CloseIfEmpty(reservation.Scope);
        }
    }

    private UsageAccounts Accounts()
    {
        long period = _timeProvider.GetUtcNow().UtcTicks / _options.Period.Ticks;
        if (period != _period)
        {
            (_period, _accounts) = (period, new(_options));
        }

        return _accounts;
    }

    private UsageBudgetState StateOf(UsageAccount account)
    {
        UsageAmount taken = account.Used + account.Reserved;
        long end = (_period + 1) * _options.Period.Ticks;
        return new(
            account.Used,
            account.Reserved,
            _options.MaxUnits is long units ? Math.Max(0, units - taken.Units) : null,
            _options.MaxCost is decimal cost ? Math.Max(0, cost - taken.Cost) : null,
            end > DateTimeOffset.MaxValue.UtcTicks || end < 0 ? DateTimeOffset.MaxValue : new(end, TimeSpan.Zero));
    }
}
