using BenchmarkDotNet.Environments;

namespace RerankKit.Benchmarks;

/// <summary>The files that are committed under <c>benchmarks/results</c>; none without a folder.</summary>
internal sealed class ResultFiles(string? folder)
{
    /// <summary>Writes a report under the machine and what else its figures depend on.</summary>
    /// <param name="name">The file's name without its extension.</param>
    /// <param name="report">What was measured.</param>
    /// <param name="conditions">Lines below those of the machine.</param>
    public void Write(string name, string report, params IEnumerable<string> conditions)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        string header = string.Join('\n', HostEnvironmentInfo.GetCurrent().ToFormattedString().Concat(conditions));
        File.WriteAllText(Path.Combine(folder, name + ".md"), $"```\n{header}\n```\n\n{report}");
    }
}
