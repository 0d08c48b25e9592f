using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Clients that others wrote, as Clients/record.mjs runs them: what each sent is answered as the client understood it, and made the right ranking of.</summary>
public sealed class ForeignClientTests
{
    private const string ModulesVariable = "RERANKKIT_NODE_MODULES";
    private const string UpdateVariable = "RERANKKIT_UPDATE_CLIENTS";

    private static readonly string[] OfTheConnection = ["accept-encoding", "transfer-encoding"];

    private static IEnumerable<TestCaseData> Recordings() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData(File.ReadAllText(file)).SetArgDisplayNames(Path.GetFileNameWithoutExtension(file)));

    [TestCaseSource(nameof(Recordings))]
    public async Task WhatAClientSentIsAnsweredAsItUnderstood(string recording)
    {
        JsonNode client = JsonNode.Parse(recording)!;
        JsonNode sent = client["request"]!;
        await using RunningServer server = await StartAsync();
        using var request = new HttpRequestMessage(new(sent["method"]!.GetValue<string>()), new Uri(server.Address, sent["path"]!.GetValue<string>()));
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(sent["body"]!.GetValue<string>()));
            request.Headers.TransferEncodingChunked = sent["headers"]!["transfer-encoding"] is not null;
        }

        foreach ((string name, JsonNode? value) in sent["headers"]!.AsObject().Where(header => !OfTheConnection.Contains(header.Key)))
        {
            Assert.That(request.Headers.TryAddWithoutValidation(name, value!.GetValue<string>()) || request.Content?.Headers.TryAddWithoutValidation(name, value.GetValue<string>()) == true, name);
        }

        (HttpStatusCode status, string body, _) = await server.SendAsync(request);
        Assert.That((int)status, Is.EqualTo(client["status"]!.GetValue<int>()), body);
        SameJson.Assert(client["answer"], JsonNode.Parse(body));
    }

    [Test]
    public void EveryDialectIsSpokenByAClientOfItsOwn() =>
        Assert.That(Recordings().Select(recording => JsonNode.Parse((string)recording.Arguments[0]!)!["request"]!["path"]!.GetValue<string>()).Distinct(),
            Is.EquivalentTo(new[] { "/rerank", "/v1/rerank", "/v2/rerank", "/v1/score", "/v1/models" }));

    [Test]
    [Explicit("Takes node and the packages that Clients/record.mjs names.")]
    public async Task TheClientsThemselvesRankCorrectly()
    {
        string modules = Environment.GetEnvironmentVariable(ModulesVariable) is { Length: > 0 } folder ? folder
            : throw new InvalidOperationException($"Set {ModulesVariable} to the folder in which the packages are that Clients/record.mjs names.");
        string scripts = Path.Combine(RepositoryRoot.Path, "tests", "RerankKit.AspNetCore.Tests", "Clients");
        await using RunningServer server = await StartAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(scripts, "record.mjs"), server.Address.ToString().TrimEnd('/'), modules]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            start.ArgumentList.Add(scripts);
        }

        using Process node = Process.Start(start)!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        string output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        TestContext.Out.WriteLine(output);
        Assert.That(node.ExitCode, Is.Zero, output + await errors);
    }

    private static Task<RunningServer> StartAsync() => RunningServer.StartAsync(options: o => o.AcceptsUnknownModels = true);
}
