namespace RerankKit;

/// <summary>What a call in flight is taken to use up, and on whose account.</summary>
internal sealed record UsageReservation(UsageAccount Account, UsageAmount Amount);
