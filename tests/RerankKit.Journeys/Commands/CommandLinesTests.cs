using System.Diagnostics;
using RerankKit.Cli.Tests;
using RerankKit.Packaging.Tests;

namespace RerankKit.Journeys;

/// <summary>The tool's command lines of README.md and docs, typed as they stand into a shell in a folder that has the files they name, with the tool installed from its package.</summary>
public sealed class CommandLinesTests : IDisposable
{
    // What several pages show is run where it stands first.
    private static readonly (CodeBlock Block, string Line)[] All =
        [.. CodeBlock.All.Where(block => block.Language.Length == 0).SelectMany(Lines).DistinctBy(command => command.Line)];

    private static readonly ListedReasons NotRun = new("commands-not-run.txt");
    private readonly FreshFolder _folder = new();
    private readonly JourneyHub _hub = new();
    private readonly LocalServer _languageModel = new(TruthfulModel.Answer);

    private static IEnumerable<TestCaseData> Run() =>
        All.Where(command => NotRun.Of(command.Block.Page, command.Line) is null)
            .Select(command => new TestCaseData(command.Line).SetArgDisplayNames(command.Block.Page, command.Line.Split('#')[0].TrimEnd()));

    [OneTimeSetUp]
    public void Install()
    {
        _folder.WriteAll();
        Command.Run(_folder[""], "dotnet", "tool", "install", "RerankKit.Cli", "--tool-path", "tools", "--add-source", PackedPackages.Feed, "--version", PackedPackages.Version);
    }

    public void Dispose()
    {
        _languageModel.Dispose();
        _hub.Dispose();
        _folder.Dispose();
    }

    // In the order of the pages: what one writes the next may read.
    [TestCaseSource(nameof(Run))]
    public void ACommandLineEndsWell(string line)
    {
        (int exitCode, string output, string error) = Type(line.Replace("http://localhost:8000/", _languageModel.Url, StringComparison.Ordinal));
        Assert.That(exitCode, Is.Zero, $"{output}\n{error}");
        Assert.That(error, Does.Not.Contain("error:").And.Not.Contain("   at "));
    }

    [Test]
    public void EveryCommandLineThatIsNotRunIsListedWithItsReason() => NotRun.AreAllFor([.. All.Select(command => (command.Block.Page, command.Line))]);

    [Test]
    public void TheCommandLinesWereFound() => Assert.That(All.Select(command => command.Block.Page), Does.Contain("README.md").And.Contain("docs/cli.md"));

    private static IEnumerable<(CodeBlock Block, string Line)> Lines(CodeBlock block) =>
        block.Text.Replace("\\\n", "", StringComparison.Ordinal).Split('\n')
            .Where(line => line.StartsWith("rerankkit ", StringComparison.Ordinal))
            .Select(line => (block, line));

    private (int ExitCode, string Output, string Error) Type(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line])
        {
            WorkingDirectory = _folder[""],
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = _folder["tools"] + Path.PathSeparator + start.Environment["PATH"];
        foreach ((string name, string value) in _hub.Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
