using System.Collections.Concurrent;
using Spectre.Console;

namespace RerankKit.Cli.Models;

/// <summary>Shows a download: bars on a terminal, a line for every finished file otherwise, nothing where nothing is downloaded.</summary>
internal static class DownloadProgress
{
    public static async Task<StoredModel> RunAsync(ToolConsole console, Func<IProgress<ModelDownloadProgress>, Task<StoredModel>> download)
    {
        if (console.Progress is null)
        {
            return await download(new Lines(console));
        }

        return await console.Progress
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => download(new Bars(context)));
    }

    /// <summary>Says in one line what became of a model.</summary>
    public static void Tell(ToolConsole console, StoredModel stored, string what)
    {
        string commit = stored.Revision is { } revision ? $" at {revision}" : "";
        string files = Figures.Count(stored.Files.Count, "file", "files");
        console.Error.WriteLine($"{stored.Id ?? "The model"}{commit} {what}: {files}, {Figures.Bytes(stored.Files.Sum(file => file.Size))}; {stored.OnnxFile}, because {stored.Reason}");
    }

    private sealed class Lines(ToolConsole console) : IProgress<ModelDownloadProgress>
    {
        public void Report(ModelDownloadProgress value)
        {
            if (value.IsFileComplete)
            {
                console.Error.WriteLine($"{value.File}: {Figures.Bytes(value.FileSize)} ({Figures.Bytes(value.ReceivedBytes)} of {Figures.Bytes(value.TotalBytes)})");
            }
        }
    }

    private sealed class Bars(ProgressContext context) : IProgress<ModelDownloadProgress>
    {
        private readonly ConcurrentDictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public void Report(ModelDownloadProgress value) =>
            _tasks.GetOrAdd(value.File, file => context.AddTask(Markup.Escape(file), maxValue: Math.Max(1, value.FileSize))).Value = value.IsFileComplete ? Math.Max(1, value.FileSize) : value.FileBytes;
    }
}
