namespace RerankKit;

/// <summary>One question per candidate, in first-stage order, a few at a time.</summary>
internal sealed class PointwiseRanking(ChatRun run, Func<int, ChatQuestion> ask)
{
    private readonly double?[] _scores = new double?[run.Count];

    public async Task<RerankResult[]> RankAsync()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, run.Count),
            new ParallelOptions { MaxDegreeOfParallelism = run.Asker.Gate.MaxConcurrency, CancellationToken = run.Asker.CancellationToken },
            async (rank, _) =>
            {
                ChatQuestion question = ask(rank);
                await run.Asker.AskAsync(question).ConfigureAwait(false);
                _scores[rank] = question.HasAnswer ? question.Score : null;
            }).ConfigureAwait(false);
        return run.ByScore(_scores);
    }
}
