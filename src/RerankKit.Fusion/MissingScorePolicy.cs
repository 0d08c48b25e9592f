namespace RerankKit;

/// <summary>What an item gets from a list that does not hold it, in the methods that combine scores.</summary>
/// <remarks>
/// It matters most after <see cref="ScoreNormalization.ZScore"/>, where 0 is the score of an average item and so better than that of
/// many an item that the list does hold. An empty list never adds anything. Methods that combine ranks, and
/// <see cref="ScoreNormalization.Borda"/>, have rules of their own and ignore the policy.
/// </remarks>
public enum MissingScorePolicy
{
    /// <summary>Nothing: 0 in a sum; minimum, maximum, median and mean look only at the lists that hold the item. As in ranx.</summary>
    Zero,

    /// <summary>The lowest normalised score of that list, as if the item stood at its end; n<sub>d</sub> still counts only the lists that hold it.</summary>
    Minimum,

    /// <summary>
    /// The list has no say, and its weight goes to those that hold the item: a sum is multiplied by the weight of all lists and
    /// divided by the weight of those. Minimum, maximum, median and mean are as with <see cref="Zero"/>.
    /// </summary>
    Excluded,
}
