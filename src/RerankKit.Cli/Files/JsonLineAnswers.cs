using System.Text.Json.Nodes;

namespace RerankKit.Cli.Files;

/// <summary>Answers lines of JSON one by one: the n-th line written answers the n-th line read that is not blank.</summary>
/// <param name="console">Where they come from and go to.</param>
/// <param name="verb">What is done to a line: answered, encoded.</param>
internal sealed class JsonLineAnswers(ToolConsole console, string verb)
{
    private int _answers;
    private int _failures;

    /// <summary>Whether each answer is written out before the next line is read, for programs that wait for it.</summary>
    public bool IsFlushed { get; init; }

    /// <param name="answer">Makes the line that answers a line.</param>
    /// <param name="cancellationToken">Ends the waiting for the next line.</param>
    public async Task<int> RunAsync(Func<string, CancellationToken, Task<string>> answer, CancellationToken cancellationToken)
    {
        using var reader = new JsonLineReader(console.Input);
        int number = 0;
        try
        {
            while (await reader.ReadAsync(cancellationToken) is { } line)
            {
                await console.Output.WriteLineAsync(await AnswerAsync(answer, line, reader.Number, cancellationToken));
                number = reader.Number;
                _answers++;

                // Counted before anybody can have read it, and act on it.
                if (IsFlushed)
                {
                    await console.Output.FlushAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (_answers > 0)
        {
            await console.Output.FlushAsync(CancellationToken.None);
            throw new InterruptedException(
                Invariant($"Cancelled: {Figures.Count(_answers, "line is", "lines are")} {verb}; go on with line {number + 1}."), cancellationToken);
        }

        reader.WarnOfReplaced(console);
        if (_failures > 0)
        {
            console.Error.WriteLine($"error: {_failures} of {Figures.Count(_answers, "line", "lines")} could not be {verb}");
        }

        return _failures == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private async Task<string> AnswerAsync(Func<string, CancellationToken, Task<string>> answer, string line, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await answer(line, cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // Whatever went wrong with this line, the next one gets its answer.
            _failures++;
            string error = Invariant($"line {number}: {UserMessage.Of(exception)}");
            return JsonReport.ToText(new JsonObject { ["error"] = error });
        }
    }
}
