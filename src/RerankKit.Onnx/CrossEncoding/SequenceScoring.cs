using System.Collections.Concurrent;

namespace RerankKit.Onnx;

/// <summary>Encodes the candidates of a call, has them scored, and tells what came of it.</summary>
internal sealed class SequenceScoring(BatchScheduler scheduler, TimeProvider timeProvider)
{
    // Below this many characters another thread costs more than it brings.
    private const int ParallelCharacters = 32_768;

    // With a time budget sequences are sorted by length this many at a time, in first-stage order.
    private const int BudgetBlock = 16;
    private readonly ConcurrentBag<SequenceScratch> _scratches = [];

    /// <summary>Encodes and scores. The caller disposes the request.</summary>
    public async Task<SequenceRequest> ScoreAsync(
        ISequenceEncoder encoder, IReadOnlyList<RerankCandidate> candidates, TimeSpan? budget, CancellationToken cancellationToken)
    {
        long? deadline = budget is TimeSpan span ? timeProvider.GetTimestamp() + (long)(span.TotalSeconds * timeProvider.TimestampFrequency) : null;
        SequenceRequest request = Encode(encoder, candidates, cancellationToken);
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

    private SequenceRequest Encode(ISequenceEncoder encoder, IReadOnlyList<RerankCandidate> candidates, CancellationToken cancellationToken)
    {
        long characters = 0;
        for (int i = 0; i < candidates.Count; i++)
        {
            characters += candidates[i].Text.Length;
        }

        int threads = (int)Math.Clamp(characters / ParallelCharacters, 1, Math.Min(Environment.ProcessorCount, candidates.Count));
        var request = new SequenceRequest(candidates.Count, threads);
        try
        {
            if (threads == 1)
            {
                Encode(encoder, candidates, request, 0, 1, cancellationToken);
            }
            else
            {
                Parallel.For(0, threads, arena => Encode(encoder, candidates, request, arena, threads, cancellationToken));
            }

            return request;
        }
        catch (AggregateException exception) when (cancellationToken.IsCancellationRequested)
        {
            request.Dispose();
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private void Encode(
        ISequenceEncoder encoder, IReadOnlyList<RerankCandidate> candidates, SequenceRequest request, int arena, int step, CancellationToken cancellationToken)
    {
        if (!_scratches.TryTake(out SequenceScratch? scratch))
        {
            scratch = new();
        }

        for (int i = arena; i < candidates.Count; i += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isTruncated = encoder.Encode(candidates[i].Text, scratch);
            request.Write(i, arena, scratch.Ids, scratch.TypeIds, isTruncated);
        }

        _scratches.Add(scratch);
    }
}
