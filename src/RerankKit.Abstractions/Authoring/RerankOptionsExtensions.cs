namespace RerankKit.Authoring;

/// <summary>Copies of options in which a decorator changed something for the stages further in.</summary>
public static class RerankOptionsExtensions
{
    /// <summary>The same options asking for every candidate: for a decorator that orders anew what comes back.</summary>
    /// <param name="options">Options of the call, or null.</param>
    /// <returns>A copy; the very same object where they ask for every candidate already.</returns>
    public static RerankOptions? WithoutTopN(this RerankOptions? options)
    {
        if (options?.TopN is null)
        {
            return options;
        }

        RerankOptions copy = options.Clone();
        copy.TopN = null;
        return copy;
    }

    /// <summary>The same options with another time budget: what is left of it when a decorator calls inward.</summary>
    /// <param name="options">Options of the call, or null.</param>
    /// <param name="budget">What is left; more than zero.</param>
    /// <returns>A copy; the very same object where the budget is theirs already.</returns>
    public static RerankOptions WithTimeBudget(this RerankOptions? options, TimeSpan budget)
    {
        if (options?.TimeBudget == budget)
        {
            return options;
        }

        RerankOptions copy = options?.Clone() ?? new();
        copy.TimeBudget = budget;
        return copy;
    }

    /// <summary>The same options for a reranker of another provider, which does not know this one's models.</summary>
    /// <param name="options">Options of the call, or null.</param>
    /// <returns>A copy; the very same object where they name no model.</returns>
    public static RerankOptions? WithoutModel(this RerankOptions? options)
    {
        if (options?.ModelId is null)
        {
            return options;
        }

        RerankOptions copy = options.Clone();
        copy.ModelId = null;
        return copy;
    }
}
