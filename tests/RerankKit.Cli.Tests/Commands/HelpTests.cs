using System.Globalization;

namespace RerankKit.Cli.Tests.Commands;

public sealed class HelpTests
{
    [Test]
    public async Task TheToolListsItsCommandsUnderItsOwnName()
    {
        ToolRun tool = (await ToolRun.Of("--help")).Succeeded();
        Assert.That(tool.Output, Does.Contain("rerankkit [command]"));
        foreach (string command in (string[])["eval", "compare", "answers", "label", "gate", "fuse", "tune", "rerank", "serve", "index", "explain", "models"])
        {
            Assert.That(tool.Output, Does.Match($@"\n  {command} "));
        }
    }

    [Test]
    public async Task TheToolSpeaksEnglishWhateverTheCulture([Values("de-DE", "tr-TR")] string culture)
    {
        Icu.Need();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new(culture);
        ToolRun help = (await ToolRun.Of("gate", "--help")).Succeeded();
        Assert.That(help.Output, Does.Contain("Usage:").And.Contains("Options:"));
        (await ToolRun.Of("gate", "--max-drop")).Refused("Required argument missing for option: '--max-drop'.");
    }

    [Test]
    public async Task ACommandsHelpEndsWithExamples([Values("eval", "compare", "answers", "label", "gate", "fuse", "tune", "rerank", "serve", "index", "explain")] string command)
    {
        ToolRun tool = (await ToolRun.Of(command, "--help")).Succeeded();
        Assert.That(tool.Output, Does.Contain($"rerankkit {command}").And.Contains("Examples:").And.Contains($"\n  rerankkit {command} --"));
        Assert.That(tool.Error, Is.Empty);
    }

    [Test]
    public async Task EveryModelsCommandHasExamples([Values("list", "inspect", "pull", "pack", "unpack")] string command)
    {
        ToolRun tool = (await ToolRun.Of("models", command, "--help")).Succeeded();
        Assert.That(tool.Output, Does.Contain("Examples:").And.Contains($"\n  rerankkit models {command}"));
    }

    [Test]
    public async Task NoCommandAtAllShowsTheHelpAndIsNoSuccess()
    {
        ToolRun tool = await ToolRun.Of();
        Assert.That(tool.ExitCode, Is.EqualTo(2));
        Assert.That(tool.Output, Does.Contain("Usage:"));
    }

    [Test]
    public async Task AnUnknownCommandIsNamed() => (await ToolRun.Of("evaluate")).Refused("evaluate", "rerankkit --help");

    [Test]
    public async Task TheVersionIsPrinted() => Assert.That((await ToolRun.Of("--version")).Succeeded().Output, Does.Match(@"^\d+\.\d+\.\d+"));
}
