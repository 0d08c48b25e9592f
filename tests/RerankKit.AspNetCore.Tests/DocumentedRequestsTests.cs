using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore.Tests;

/// <summary>The commands of docs/server.md as they stand there, and the answers that the page shows for them.</summary>
public sealed partial class DocumentedRequestsTests
{
    private const string Key = "a-key";

    private static IEnumerable<TestCaseData> Requests() => Request().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "server.md")))
        .Select((request, i) => new TestCaseData(request.Groups["command"].Value, request.Groups["answer"].Value).SetArgDisplayNames($"{i}"));

    [TestCaseSource(nameof(Requests))]
    public async Task ACommandIsAnsweredAsThePageShows(string command, string answer)
    {
        await using RunningServer server = await RunningServer.StartAsync(
            services => services.AddReranking().AddEmbedded(),
            build: builder =>
            {
                builder.Services.AddAuthentication(RerankingApiKeyDefaults.Scheme).AddRerankingApiKey(o => o.Keys["page"] = Key);
                builder.Services.AddAuthorization();
            },
            use: application => application.MapReranking().RequireAuthorization());
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command.Replace("http://127.0.0.1:8080/", server.Address.ToString(), StringComparison.Ordinal)])
        {
            Environment = { ["KEY"] = Key },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        JsonNode? actual = JsonNode.Parse(await shell.StandardOutput.ReadToEndAsync());
        TestContext.Out.WriteLine(actual!.ToJsonString());
        SameJson.Assert(JsonNode.Parse(answer), actual);
    }

    [GeneratedRegex("```sh\n(?<command>curl [^`]+)```\n\n```jsonc\n(?<answer>[^`]+)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Request();
}
