using Spectre.Console;

namespace RerankKit.Cli.Reranking;

/// <summary>Shows how many queries are done, where somebody looks.</summary>
internal static class QueryProgress
{
    /// <param name="console">Draws it.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="count">How many queries there are.</param>
    /// <param name="work">Calls what it is given once for each.</param>
    public static async Task RunAsync(ToolConsole console, string title, int count, Func<Action, Task> work)
    {
        if (console.Progress is null)
        {
            await work(static () => { });
            return;
        }

        await console.Progress
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(title, maxValue: count);
                await work(() => task.Increment(1));
            });
    }
}
