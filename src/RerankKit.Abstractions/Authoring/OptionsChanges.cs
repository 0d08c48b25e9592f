namespace RerankKit;

/// <summary>Copies of options in which a stage changed something for the stages further in.</summary>
internal static class OptionsChanges
{
    /// <summary>The same options asking for every candidate; the very same object where they do already.</summary>
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

    /// <summary>The same options with another time budget; the very same object where it is theirs already.</summary>
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
