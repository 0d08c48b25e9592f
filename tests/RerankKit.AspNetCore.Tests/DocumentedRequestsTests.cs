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
    private const double ScoresOfOtherProcessors = 1e-4;

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
        AssertSame(JsonNode.Parse(answer), actual, "$");
    }

    private static void AssertSame(JsonNode? expected, JsonNode? actual, string where)
    {
        switch (expected)
        {
            case JsonObject members:
                Assert.That(actual!.AsObject().Select(member => member.Key), Is.EqualTo(members.Select(member => member.Key)), where);
                foreach ((string name, JsonNode? value) in members)
                {
                    AssertSame(value, actual[name], $"{where}.{name}");
                }

                break;
            case JsonArray items:
                Assert.That(actual!.AsArray(), Has.Count.EqualTo(items.Count), where);
                for (int i = 0; i < items.Count; i++)
                {
                    AssertSame(items[i], actual[i], $"{where}[{i}]");
                }

                break;
            case JsonValue number when number.GetValueKind() == System.Text.Json.JsonValueKind.Number && where.EndsWith("score", StringComparison.Ordinal):
                Assert.That(actual!.GetValue<double>(), Is.EqualTo(number.GetValue<double>()).Within(ScoresOfOtherProcessors), where);
                break;
            default:
                // What differs from call to call is there.
                if (where is "$.id" or "$.created")
                {
                    Assert.That(actual, Is.Not.Null, where);
                }
                else
                {
                    Assert.That(actual?.ToJsonString(), Is.EqualTo(expected?.ToJsonString()), where);
                }

                break;
        }
    }

    [GeneratedRegex("```sh\n(?<command>curl [^`]+)```\n\n```jsonc\n(?<answer>[^`]+)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Request();
}
