using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using RerankKit.TestModels;

namespace RerankKit.Cli.Tests.Commands;

public sealed partial class ServeCommandTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["RERANK_KEY"] = "s3cret" };

    [TestCase("embedded")]
    [TestCase("lexical")]
    [TestCase("model")]
    public async Task TheLineThatIsPrintedWorksUntilTheServerIsToldToStop(string reranker)
    {
        using var folder = new SmallFiles();
        if (reranker == "model")
        {
            TestModel.Write(folder["model"], TestModelPresets.Tiny(TestArchitecture.Bert));
        }

        string[] arguments = reranker == "model" ? ["--model", folder["model"]] : ["--reranker", reranker];
        using Process process = ToolProcess.Start(Environment, ["serve", .. arguments, "--urls", "http://127.0.0.1:0", "--api-key-variable", "RERANK_KEY"]);
        string said = await UntilCurlAsync(process);
        Assert.That(said, Does.StartWith("Serving ").And.Contain("/v2/rerank"));

        string curl = said[said.IndexOf("curl ", StringComparison.Ordinal)..];
        using var answer = JsonDocument.Parse(await ShellAsync(curl, Environment));
        Assert.That(answer.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()).Order(), Is.EqualTo(new[] { 0, 1 }));
        if (reranker != "model")
        {
            Assert.That(answer.RootElement.GetProperty("results")[0].GetProperty("index").GetInt32(), Is.EqualTo(1), "the passage that answers");
        }

        Assert.That(await ShellAsync(curl, new Dictionary<string, string>()), Does.Contain("API key"));

        await ToolProcess.SignalAsync(process, "TERM");
        ToolRun run = await ToolProcess.EndAsync(process);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("Stopped.").And.Not.Contain("s3cret").And.Not.Contain("signing key"));
    }

    [Test]
    public async Task TheDescriptionAndThePageToTryItOnComeFromTheServerAlone()
    {
        using Process process = ToolProcess.Start("serve", "--reranker", "lexical", "--urls", "http://127.0.0.1:0");
        var root = new Uri(Address().Match(await UntilCurlAsync(process)).Value);
        using var client = new HttpClient();
        Assert.That(await client.GetStringAsync(new Uri(root, "/openapi/v1.json")), Does.Contain("/v2/rerank").And.Contain("max_tokens_per_doc"));
        string page = await client.GetStringAsync(new Uri(root, "/scalar/"));
        Assert.That(page, Does.Contain("scalar").And.Not.Contain("cdn.").And.Not.Contain("fonts."));

        await ToolProcess.SignalAsync(process, "TERM");
        Assert.That((await ToolProcess.EndAsync(process)).ExitCode, Is.Zero);
    }

    [Test]
    public async Task WhatCannotBeServedIsRefused()
    {
        (await ToolRun.Of("serve", "--reranker", "lexical", "--api-key-variable", "RERANKKIT_NO_SUCH_VARIABLE")).Refused("--api-key-variable", "RERANKKIT_NO_SUCH_VARIABLE");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--urls", "localhost")).Refused("--urls", "http://127.0.0.1:8080");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--urls", "https://127.0.0.1:8080")).Refused("--urls", "proxy");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--time-budget", "100")).Refused("--time-budget", "120ms");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--time-budget", "0s")).Refused("--time-budget", "more than zero");
        (await ToolRun.Of("serve")).Refused("--reranker is missing");
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        (await ToolRun.Of("serve", "--reranker", "lexical", "--urls", $"http://{taken.LocalEndpoint}")).Refused("address already in use");
    }

    private static async Task<string> UntilCurlAsync(Process process)
    {
        string said = "";
        while (!said.Contains("curl ", StringComparison.Ordinal))
        {
            said += (await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(said + await process.StandardError.ReadToEndAsync())) + "\n";
        }

        return said;
    }

    private static async Task<string> ShellAsync(string command, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process shell = Process.Start(start)!;
        return await shell.StandardOutput.ReadToEndAsync();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Address();
}
