namespace RerankKit;

/// <summary>What a call in flight is taken to use up, and on whose account.</summary>
internal sealed record UsageReservation(UsageAccounts Accounts, string? Scope, UsageAccount Account, UsageAmount Amount);
