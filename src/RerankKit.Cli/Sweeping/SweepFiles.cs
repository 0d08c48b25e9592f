namespace RerankKit.Cli.Sweeping;

/// <summary>Where a sweep keeps its answers and its results: beside <c>--output</c>, or for the time being only.</summary>
/// <param name="OutputPath">Where the results go.</param>
/// <param name="PartialPath">Where answers are kept until then.</param>
/// <param name="IsKept">Whether anything is there when the tool has ended.</param>
/// <param name="IsResumed">Whether an earlier sweep is gone on with.</param>
internal sealed record SweepFiles(string OutputPath, string PartialPath, bool IsKept, bool IsResumed) : IDisposable
{
    /// <exception cref="InputException">The output cannot be written, or an earlier sweep left its answers there.</exception>
    public static SweepFiles Open(string? output, bool isResumed, ToolConsole console)
    {
        if (output is null)
        {
            string folder = Directory.CreateTempSubdirectory("rerankkit-sweep-").FullName;
            return new(Path.Combine(folder, "results.jsonl"), Path.Combine(folder, "results.jsonl.partial"), IsKept: false, IsResumed: false);
        }

        using var target = RunTarget.Open(output, console);
        if (target.PartialPath is not { } partial)
        {
            throw new InputException($"--output is '{output}', where nothing can be kept while the sweep goes on. Name a file.");
        }

        if (isResumed && !File.Exists(partial) && !File.Exists(output))
        {
            console.Error.WriteLine($"There is no '{partial}' to go on from: beginning with the first query");
        }

        PartialRun.Check(target, isResumed);
        return new(output, partial, IsKept: true, isResumed);
    }

    /// <summary>The report of a sweep that has reached its end already, where it is gone on with; else null.</summary>
    /// <exception cref="InputException">The results are of another sweep.</exception>
    public SweepReport? Finished(SweepInput input, IReadOnlyList<SweptReranker> rerankers, SweepOptions options)
    {
        if (!IsResumed || File.Exists(PartialPath) || !File.Exists(OutputPath))
        {
            return null;
        }

        using (var file = SweepFile.Open(OutputPath))
        {
            if (SweepSettings.Difference(file.Settings, RerankSweep.Describe(input, rerankers, options)) is { } difference)
            {
                throw new InputException($"--resume: '{OutputPath}' is of a sweep with other settings: {difference}. Name another --output, or delete the file.");
            }
        }

        return SweepReport.Read(OutputPath);
    }

    public void Dispose()
    {
        if (!IsKept)
        {
            Directory.Delete(Path.GetDirectoryName(OutputPath)!, recursive: true);
        }
    }
}
