using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RerankKit.Journeys;

/// <summary>The tool's command lines of README.md and docs, typed as they stand into a shell in a folder that has the files they name, with the tool installed from its package.</summary>
public sealed partial class CommandLinesTests : IDisposable
{
    // What several pages show is run where it stands first.
    private static readonly ILookup<string, (CodeBlock Block, string[] Printed)> Shown = CodeBlock.All
        .Where(block => block.Language.Length == 0)
        .SelectMany(Commands)
        .ToLookup(command => command.Line, command => (command.Block, command.Printed));

    private static readonly (CodeBlock Block, string Line)[] All = [.. Shown.Select(shown => (shown.First().Block, shown.Key))];

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
        string[] printed = [.. $"{output}\n{error}".Split('\n').Select(Shape)];
        foreach (string expected in Shown[line].SelectMany(shown => shown.Printed))
        {
            string shape = Shape(expected.Split('…')[0]);
            Assert.That(printed, Has.Some.Matches<string>(given => expected.Contains('…') ? given.StartsWith(shape, StringComparison.Ordinal) : given == shape), expected);
        }
    }

    [Test]
    public void EveryCommandLineThatIsNotRunIsListedWithItsReason() => NotRun.AreAllFor([.. All.Select(command => (command.Block.Page, command.Line))]);

    [Test]
    public void TheCommandLinesWereFound() => Assert.That(All.Select(command => command.Block.Page), Does.Contain("README.md").And.Contain("docs/cli.md"));

    // Each command with what the page shows below it as printed.
    private static IEnumerable<(CodeBlock Block, string Line, string[] Printed)> Commands(CodeBlock block)
    {
        string[] lines = block.Text.Replace("\\\n", "", StringComparison.Ordinal).Split('\n');
        int[] starts = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("rerankkit ", StringComparison.Ordinal)), lines.Length];
        return starts.Zip(starts.Skip(1), (start, end) => (block, lines[start], lines[(start + 1)..end].Where(line => line.Length > 0).ToArray()));
    }

    // The pages show a larger collection, so numbers differ, and the widths of columns with them.
    private static string Shape(string line) => Blanks().Replace(Numbers().Replace(line, "#"), " ").Trim();

    [GeneratedRegex(@"[<+-]?\d[\d.,]*\*?", RegexOptions.None, 1_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\s─]+", RegexOptions.None, 1_000)]
    private static partial Regex Blanks();

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
