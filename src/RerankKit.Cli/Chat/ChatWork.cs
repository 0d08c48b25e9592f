namespace RerankKit.Cli.Chat;

/// <summary>Asks a language model about many things, several at once. Whatever ends it, what was answered is kept, and the message says what is missing.</summary>
/// <param name="recording">Keeps the answers.</param>
/// <param name="console">Shows how it goes.</param>
/// <param name="concurrency">How many things are under way at once.</param>
/// <param name="goesOn">Whether the others are asked about when one fails.</param>
internal sealed class ChatWork(ChatRecording recording, ToolConsole console, int concurrency, bool goesOn)
{
    private readonly List<Exception> _failures = [];

    /// <summary>Whether everything has its answer.</summary>
    public bool IsWhole => _failures.Count == 0;

    /// <summary>Does the work, and says what was asked for it, however it ends.</summary>
    /// <param name="items">What is asked about.</param>
    /// <param name="queryId">The query that it belongs to.</param>
    /// <param name="work">Asks about one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What came of each, in order; null where it failed and the others were to go on.</returns>
    /// <exception cref="UnfinishedException">The language model failed, or an answer could not be kept.</exception>
    /// <exception cref="InterruptedException">The user ended it.</exception>
    public async Task<T?[]> RunAsync<TItem, T>(
        IReadOnlyList<TItem> items, Func<TItem, string> queryId, Func<TItem, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        where T : class
    {
        var results = new T?[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken };
        try
        {
            await QueryProgress.RunAsync(console, "Asking", items.Count, step => Parallel.ForAsync(0, items.Count, options, async (i, token) =>
            {
                // What is under way when another one fails comes to its end: it is paid for.
                if (IsWhole || (goesOn && !recording.HasFailed))
                {
                    results[i] = await TryAsync(() => work(items[i], token), cancellationToken);
                    step();
                }
            }));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new InterruptedException($"Cancelled: {State()}", cancellationToken);
        }
        finally
        {
            recording.Report(console);
        }

        if (IsWhole)
        {
            return results;
        }

        if (!goesOn || recording.HasFailed || results.All(result => result is null))
        {
            throw new UnfinishedException($"{Reasons()}\n{State()}", _failures[0]);
        }

        console.Warn($"{Reasons()}\n{State()}");
        return results;

        string State()
        {
            string[] missing = [.. items.Where((_, i) => results[i] is null).Select(queryId).Distinct(StringComparer.Ordinal)];
            return Invariant($"{results.Count(result => result is not null)} of {items.Count} are finished; missing are those of {Figures.Count(missing.Length, "query", "queries")}: {Figures.ManyIds(missing)}. ")
                + Invariant($"{Figures.Count(recording.Count, "answer is", "answers are")} kept in '{recording.Path}'; the same command with --resume goes on from there.");
        }
    }

    private string Reasons() => string.Join('\n', _failures.Select(UserMessage.Of).Distinct(StringComparer.Ordinal));

    private async Task<T?> TryAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception) && !cancellationToken.IsCancellationRequested)
        {
            lock (_failures)
            {
                _failures.Add(exception);
            }

            return null;
        }
    }
}
