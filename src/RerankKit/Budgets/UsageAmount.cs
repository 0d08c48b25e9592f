namespace RerankKit;

/// <summary>What calls used up.</summary>
/// <param name="Units">Units of whatever the meter counts: calls, tokens, search units. 0 or more.</param>
/// <param name="Cost">Money, in the currency of the limit. 0 or more.</param>
public readonly record struct UsageAmount(long Units, decimal Cost = 0)
{
    /// <summary>The sum of two amounts.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other.</param>
    public static UsageAmount operator +(UsageAmount left, UsageAmount right) => Add(left, right);

    /// <summary>The difference of two amounts.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">What is taken away from it.</param>
    public static UsageAmount operator -(UsageAmount left, UsageAmount right) => Subtract(left, right);

    /// <summary>The sum of two amounts.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">The other.</param>
    /// <returns>The sum.</returns>
    public static UsageAmount Add(UsageAmount left, UsageAmount right) =>
        new(checked(left.Units + right.Units), left.Cost + right.Cost);

    /// <summary>The difference of two amounts.</summary>
    /// <param name="left">One amount.</param>
    /// <param name="right">What is taken away from it.</param>
    /// <returns>The difference.</returns>
    public static UsageAmount Subtract(UsageAmount left, UsageAmount right) =>
        new(checked(left.Units - right.Units), left.Cost - right.Cost);
}
