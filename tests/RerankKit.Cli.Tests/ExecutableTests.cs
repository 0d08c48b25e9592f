using System.Diagnostics;

namespace RerankKit.Cli.Tests;

/// <summary>The tool as a process of its own.</summary>
public sealed class ExecutableTests : FileTests
{
    [Test]
    public async Task JsonOnStandardOutputIsUtf8AndNothingElse()
    {
        string qrels = Files.Write("qrels.txt", "问题 0 a 1");
        string run = Files.WriteRun("run.txt", "问题: a=1", "other: a=1");
        using Process process = ToolProcess.Start("eval", "--qrels", qrels, "--run", run, "--metrics", "rr@10", "--per-query", "--json");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(process.ExitCode, Is.Zero);
            Assert.That(output, Is.EqualTo("""{"runs":[{"run":"run.txt","queries":1,"metrics":{"rr@10":1},"perQuery":{"问题":{"rr@10":1}}}]}""" + "\n"));
            Assert.That(await error, Does.StartWith("warning: "));
        }
    }

    [Test]
    public async Task NoEscapeSequencesGoIntoAPipeNotEvenOnABuildServer()
    {
        string qrels = Files.Write("qrels.txt", "q1 0 a 1");
        string run = Files.WriteRun("run.txt", "q1: a=1");
        using Process process = ToolProcess.Start(new Dictionary<string, string> { ["GITHUB_ACTIONS"] = "true", ["CI"] = "true" }, "compare", "--qrels", qrels, "--baseline", run, "--candidate", run);
        ToolRun tool = await ToolProcess.EndAsync(process);
        Assert.That(tool.Output, Does.Contain("metric"));
        Assert.That((tool.Output + tool.Error).Contains('\u001b', StringComparison.Ordinal), Is.False);
    }

    [Test]
    public async Task BadInputEndsWithTwoAndOneLine()
    {
        using Process process = ToolProcess.Start("eval", "--qrels", Files["nowhere"], "--run", Files["nowhere"]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(process.ExitCode, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That((await error).TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1).And.All.StartsWith("error: "));
        }
    }

    [Test]
    public async Task EveryJsonLineIsAnsweredBeforeTheNextOneIsAsked()
    {
        using Process process = ToolProcess.Start("rerank", "--reranker", "lexical", "--jsonl");
        for (int i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteLineAsync("""{"query":"cat","documents":["dog","cat"],"topN":1}""");
            await process.StandardInput.FlushAsync();
            Assert.That(await process.StandardOutput.ReadLineAsync(), Does.StartWith("""{"results":[{"index":1,"""));
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero);
    }

    [Test]
    public async Task CtrlCEndsAWaitingToolWithoutAStackTrace()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no SIGINT to send.");
        }

        using Process process = ToolProcess.Start("rerank", "--reranker", "lexical", "--jsonl");
        await process.StandardInput.WriteLineAsync("""{"query":"cat","documents":["cat"]}""");
        await process.StandardInput.FlushAsync();
        await process.StandardOutput.ReadLineAsync();
        await ToolProcess.SignalAsync(process, "INT");
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(process.ExitCode, Is.EqualTo(130));
            Assert.That(error, Is.EqualTo("Cancelled: 1 line is answered; go on with line 2.\n"));
        }
    }
}
