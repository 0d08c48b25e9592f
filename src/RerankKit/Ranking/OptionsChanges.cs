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
}
