using RerankKit.LateInteraction;
using RerankKit.Sqlite;

namespace RerankKit.Cli.LateInteraction;

/// <summary>Late interaction over a file: counts what the store had, says so at the end, and closes the file.</summary>
internal sealed class StoredLateInteraction(LateInteractionReranker reranker, RerankDatabase database, ToolConsole console) : DelegatingReranker(reranker)
{
    private const string StoreStage = "token-vector-store";
    private long _asked;
    private long _hits;

    protected override async Task<RerankResponse> RerankCoreAsync(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, CancellationToken cancellationToken)
    {
        RerankResponse response = await base.RerankCoreAsync(query, candidates, options, cancellationToken);
        foreach (RerankStage stage in response.Stages.Where(stage => stage.Name == StoreStage))
        {
            Interlocked.Add(ref _asked, stage.CandidatesIn);
            Interlocked.Add(ref _hits, stage.CandidatesScored);
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            database.Dispose();
            console.Error.WriteLine(Invariant($"Store: {_hits:N0} of {_asked:N0} documents found, {_asked - _hits:N0} encoded"));
        }
    }
}
