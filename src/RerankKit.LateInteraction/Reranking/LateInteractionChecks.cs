namespace RerankKit.LateInteraction;

/// <summary>Finds out before the first call that an encoder and its options do not fit together.</summary>
internal static class LateInteractionChecks
{
    /// <summary>Refuses a store of other vectors, and options that contradict each other.</summary>
    public static void Check(LateInteractionRerankerOptions options, MultiVectorEncoderMetadata encoder)
    {
        if (options.Store is not { } store)
        {
            if (options.StoreEncoded)
            {
                throw new ArgumentException("StoreEncoded is set, but there is no store. Set Store, or leave StoreEncoded off.", nameof(options));
            }

            return;
        }

        string name = EncoderAnswers.Name(encoder);
        if (encoder.Revision is null)
        {
            throw new ArgumentException(
                $"The encoder '{name}' has no revision, so nothing tells its vectors from others. Give its metadata a Revision, or do without a store.",
                nameof(options));
        }

        if (!string.Equals(store.Revision, encoder.Revision, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The store holds vectors of revision '{store.Revision}', but the encoder '{name}' is of revision '{encoder.Revision}'. Open the store of this revision, or build it anew.",
                nameof(options));
        }

        if (store.Codec.Dimension != encoder.Dimension)
        {
            throw new ArgumentException(
                Invariant($"The store holds vectors of dimension {store.Codec.Dimension}, but those of the encoder '{name}' have {encoder.Dimension}. Build the store anew."),
                nameof(options));
        }

        if (options.Precision is { } precision && precision != store.Codec.Precision)
        {
            throw new ArgumentException(
                $"Precision is {precision}, but the store holds {store.Codec.Precision}. Leave Precision null to take the store's.", nameof(options));
        }
    }
}
