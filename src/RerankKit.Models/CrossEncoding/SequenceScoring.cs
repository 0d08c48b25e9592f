namespace RerankKit.Models;

/// <summary>Encodes the candidates of a call, has them scored, and tells what came of it.</summary>
internal sealed class SequenceScoring(TimeProvider timeProvider)
{
    // With a time budget sequences are sorted by length this many at a time at most, in first-stage order.
    private const int BudgetBlock = 16;
    private readonly SequenceWriter _writer = new();

    /// <summary>What the timers of .NET can count to; a longer budget is none.</summary>
    private static TimeSpan LongestBudget { get; } = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Encodes and scores. The caller disposes the request.</summary>
    public async Task<SequenceRequest> ScoreAsync(
        BatchScheduler scheduler, ISequenceEncoder encoder, IReadOnlyList<RerankCandidate> candidates, TimeSpan? budget, CancellationToken cancellationToken)
    {
        if (!(budget <= LongestBudget))
        {
            SequenceRequest whole = _writer.Write(encoder, candidates.Count, index => candidates[index].Text, sink: null, cancellationToken);
            return await ScoreAsync(scheduler, whole, [], 0, deadline: null, cancellationToken).ConfigureAwait(false);
        }

        long start = timeProvider.GetTimestamp();
        int[] order = FirstStageOrder.Of(candidates) ?? [.. Enumerable.Range(0, candidates.Count)];

        // Half of the time at most for tokens: those that come later would not be scored either.
        SequenceRequest request = _writer.Write(
            encoder,
            candidates.Count,
            index => candidates[index].Text,
            sink: null,
            cancellationToken,
            order,
            () => timeProvider.GetElapsedTime(start) > budget / 2);
        long deadline = start + (long)(budget.Value.TotalSeconds * timeProvider.TimestampFrequency);
        int written = 0;
        long tokens = 0;
        for (int i = 0; i < request.Count; i++)
        {
            written += request.IsWritten(i) ? 1 : 0;
            tokens += request.Length(i);
        }

        // Where little fits, what is sorted by length is little too: the first candidates are then the first.
        int average = (int)(tokens / written);
        int block = Math.Clamp(scheduler.BatchWithin(deadline) / Math.Max(1, average), 1, BudgetBlock);
        await ScoreAsync(scheduler, request, order, block, deadline, cancellationToken).ConfigureAwait(false);
        request.Cost = scheduler.CostOf(average) is TimeSpan time ? (average, time) : null;
        return request;
    }

    private static async Task<SequenceRequest> ScoreAsync(
        BatchScheduler scheduler, SequenceRequest request, int[] order, int block, long? deadline, CancellationToken cancellationToken)
    {
        try
        {
            request.Arrange(order, block);
            await scheduler.ScoreAsync(request, deadline, cancellationToken).ConfigureAwait(false);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }
}
