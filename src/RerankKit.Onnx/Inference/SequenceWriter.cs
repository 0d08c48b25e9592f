using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace RerankKit.Onnx;

/// <summary>Encodes the texts of a call into a request, on several threads where there is much to encode. Thread-safe.</summary>
internal sealed class SequenceWriter
{
    // Below this many characters another thread costs more than it brings.
    private const int ParallelCharacters = 32_768;
    private readonly ConcurrentBag<SequenceScratch> _scratches = [];

    /// <summary>Encodes texts. The caller arranges and disposes the request.</summary>
    /// <param name="encoder">Lays out one text.</param>
    /// <param name="count">How many texts there are.</param>
    /// <param name="text">Gives each of them.</param>
    /// <param name="sink">Receives the vectors; null where there are none.</param>
    /// <param name="cancellationToken">Stops between two texts.</param>
    public SequenceRequest Write(ISequenceEncoder encoder, int count, Func<int, string> text, ITokenVectorSink? sink, CancellationToken cancellationToken)
    {
        long characters = 0;
        for (int i = 0; i < count; i++)
        {
            characters += text(i).Length;
        }

        int threads = (int)Math.Clamp(characters / ParallelCharacters, 1, Math.Min(Environment.ProcessorCount, count));
        var request = new SequenceRequest(count, threads) { Sink = sink };
        try
        {
            if (threads == 1)
            {
                Write(encoder, text, request, 0, 1, cancellationToken);
            }
            else
            {
                WriteAtOnce(encoder, text, request, threads, cancellationToken);
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>A failure is what it would be on one thread, whichever thread it came from.</summary>
    private void WriteAtOnce(ISequenceEncoder encoder, Func<int, string> text, SequenceRequest request, int threads, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, threads, arena => Write(encoder, text, request, arena, threads, cancellationToken));
        }
        catch (AggregateException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    private void Write(ISequenceEncoder encoder, Func<int, string> text, SequenceRequest request, int arena, int step, CancellationToken cancellationToken)
    {
        if (!_scratches.TryTake(out SequenceScratch? scratch))
        {
            scratch = new();
        }

        for (int i = arena; i < request.Count; i += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool isTruncated = encoder.Encode(text(i), scratch);
            request.Write(i, arena, scratch.Ids, scratch.TypeIds, isTruncated);
        }

        _scratches.Add(scratch);
    }
}
