namespace RerankKit;

/// <summary>Adds up what calls used.</summary>
internal static class UsageSum
{
    /// <summary>The sum of two; neither is changed.</summary>
    public static UsageDetails? Of(UsageDetails? first, UsageDetails? second)
    {
        if (first is null || second is null)
        {
            return first ?? second;
        }

        var sum = new UsageDetails();
        sum.Add(first);
        sum.Add(second);
        return sum;
    }
}
