namespace RerankKit.Onnx;

/// <summary>Encodes the candidates of a call, has them scored, and tells what came of it.</summary>
internal sealed class SequenceScoring(BatchScheduler scheduler, TimeProvider timeProvider)
{
    // With a time budget sequences are sorted by length this many at a time, in first-stage order.
    private const int BudgetBlock = 16;
    private readonly SequenceWriter _writer = new();

    /// <summary>What the timers of .NET can count to; a longer budget is none.</summary>
    public static TimeSpan LongestBudget { get; } = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Encodes and scores. The caller disposes the request.</summary>
    public async Task<SequenceRequest> ScoreAsync(
        ISequenceEncoder encoder, IReadOnlyList<RerankCandidate> candidates, TimeSpan? budget, CancellationToken cancellationToken)
    {
        long? deadline = budget is TimeSpan span && span <= LongestBudget ? timeProvider.GetTimestamp() + (long)(span.TotalSeconds * timeProvider.TimestampFrequency) : null;
        SequenceRequest request = _writer.Write(encoder, candidates.Count, index => candidates[index].Text, sink: null, cancellationToken);
        try
        {
            int[]? order = deadline is null ? null : FirstStageOrder.Of(candidates) ?? [.. Enumerable.Range(0, candidates.Count)];
            request.Arrange(order, BudgetBlock);
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
