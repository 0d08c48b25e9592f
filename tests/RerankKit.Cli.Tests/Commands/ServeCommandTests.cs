using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RerankKit.Cli.Tests.Commands;

public sealed partial class ServeCommandTests
{
    [Test]
    public async Task ItSaysWhatItServesAndTheLineToTryItWorksUntilItIsStopped()
    {
        using Process process = ToolProcess.Start(new Dictionary<string, string> { ["RERANK_KEY"] = "s3cret" }, "serve", "--reranker", "embedded", "--urls", "http://127.0.0.1:0", "--api-key-variable", "RERANK_KEY");
        var said = new StringBuilder();
        while (!said.ToString().Contains("curl ", StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync() is string line)
        {
            said.AppendLine(line);
        }

        Match curl = Curl().Match(said.ToString());
        Assert.That(curl.Success, said.ToString());
        Assert.That(said.ToString(), Does.Contain("Serving ").And.Contain("/v2/rerank"));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, curl.Groups["url"].Value) { Content = new StringContent(curl.Groups["body"].Value, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", "s3cret");
        using HttpResponseMessage response = await client.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(answer.RootElement.GetProperty("results")[0].GetProperty("index").GetInt32(), Is.EqualTo(1), "the passage that answers");

        var root = new Uri(curl.Groups["url"].Value);
        using HttpResponseMessage without = await client.PostAsync(root, new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.That((int)without.StatusCode, Is.EqualTo(401));
        string description = await client.GetStringAsync(new Uri(root, "/openapi/v1.json"));
        Assert.That(description, Does.Contain("/v2/rerank").And.Contain("max_tokens_per_doc"));
        string page = await client.GetStringAsync(new Uri(root, "/scalar/"));
        Assert.That(page, Does.Not.Contain("cdn.").And.Not.Contain("fonts."), "nothing comes from elsewhere");
        Assert.That(page, Does.Contain("scalar"));

        await ToolProcess.SignalAsync(process, "TERM");
        ToolRun run = await ToolProcess.EndAsync(process);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("Stopped.").And.Not.Contain("s3cret").And.Not.Contain("signing key"));
    }

    [Test]
    public async Task WhatCannotBeServedIsRefused()
    {
        (await ToolRun.Of("serve", "--reranker", "lexical", "--api-key-variable", "RERANKKIT_NO_SUCH_VARIABLE")).Refused("--api-key-variable", "RERANKKIT_NO_SUCH_VARIABLE");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--urls", "localhost")).Refused("--urls", "http://127.0.0.1:8080");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--time-budget", "100")).Refused("--time-budget", "120ms");
        (await ToolRun.Of("serve", "--reranker", "lexical", "--time-budget", "0s")).Refused("--time-budget", "more than zero");
        (await ToolRun.Of("serve")).Refused("--reranker is missing");
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        (await ToolRun.Of("serve", "--reranker", "lexical", "--urls", $"http://{taken.LocalEndpoint}")).Refused("address already in use");
    }

    [GeneratedRegex("curl (?<url>\\S+) .*-H \"Authorization: Bearer \\$RERANK_KEY\" -d '(?<body>[^']*)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Curl();
}
