using RerankKit.Answers;
using RerankKit.Cli.Reports;

namespace RerankKit.Cli.Chat;

/// <summary>Asks a language model many things, several at once. Whatever ends it, the answers are kept and the message says where.</summary>
internal sealed class ChatWork(ChatRecording recording, string path, int concurrency)
{
    /// <exception cref="UnfinishedException">The language model failed.</exception>
    /// <exception cref="InterruptedException">The user ended it.</exception>
    public async Task<T[]> RunAsync<TItem, T>(IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var results = new T[items.Count];
        try
        {
            await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken }, async (i, token) => results[i] = await work(items[i], token));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedException($"Cancelled: {Kept}", cancellationToken);
        }
        catch (Exception exception) when (exception is not InputException)
        {
            throw new UnfinishedException($"{UserMessage.Of(exception)}\n{Kept}");
        }

        return results;
    }

    private string Kept => $"{Figures.Count(recording.Count, "answer is", "answers are")} in '{path}'; the same command with --resume goes on from there.";
}
