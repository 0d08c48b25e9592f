namespace RerankKit.LateInteraction;

/// <summary>How <see cref="MaxSimQuery"/> scores.</summary>
public sealed class MaxSimOptions
{
    /// <summary>Whether scores are divided by the number of the query's vectors (MeanMaxSim): between -1 and 1 for vectors of length 1, whatever the query's length.</summary>
    /// <value>False by default: the sum, as ColBERT has it.</value>
    public bool Mean { get; set; }

    /// <summary>
    /// No vector of a document is longer than this, so that <see cref="MaxSimQuery.Top"/> may give documents up early. Documents that break it may be
    /// missing from its results.
    /// </summary>
    /// <value>Finite, above 0; 1 for models that normalise. Null, the default, when nothing is known: all documents are scored to the end.</value>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, or not above 0.</exception>
    public float? MaxDocumentNorm
    {
        get;
        set => field = Allow.If(value is null or (> 0 and < float.PositiveInfinity), value, "finite and above 0, or null when unknown");
    }
}
