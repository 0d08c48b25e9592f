namespace RerankKit.Cli.Runs;

/// <summary>What becomes of a query that cannot be reranked: <c>--on-error</c>.</summary>
internal enum QueryFailure
{
    /// <summary>The run ends there; what is finished is kept.</summary>
    Stop,

    /// <summary>The query keeps the first stage's order, and the next one follows.</summary>
    KeepFirstStage,

    /// <summary>The query is left out, and the next one follows.</summary>
    Skip,
}
