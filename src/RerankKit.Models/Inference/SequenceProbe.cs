namespace RerankKit.Models;

/// <summary>Runs two sequences that hold the largest token id, so that a graph of another vocabulary or of fixed shapes is found out, and what a graph puts out is known.</summary>
internal static class SequenceProbe
{
    public static async Task RunAsync(BatchScheduler scheduler, HuggingFaceTokenizer tokenizer, CancellationToken cancellationToken)
    {
        int last = tokenizer.VocabularySize - 1;
        using var request = new SequenceRequest(2, arenas: 1);
        request.Write(0, 0, [last, last, last, last], [0, 0, 0, 0], isTruncated: false);
        request.Write(1, 0, [last, last], [0, 0], isTruncated: false);
        request.Arrange([], blockSize: 2);
        await scheduler.ScoreAsync(request, deadline: null, cancellationToken).ConfigureAwait(false);
    }
}
