using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RerankKit.Evaluation;

namespace RerankKit.Packaging.Tests;

/// <summary>The templates as a user gets them: installed from their package, instantiated under a name, built from the packed packages, run.</summary>
public sealed class TemplatesTests
{
    private string _folder = "";
    private string _hive = "";

    [OneTimeSetUp]
    public void Install()
    {
        _folder = Directory.CreateTempSubdirectory("rerankkit-templates-").FullName;
        _hive = Path.Combine(_folder, "hive");
        PackedPackages.WriteFeed(_folder);
        File.WriteAllText(Path.Combine(_folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>{Path.Combine(_folder, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{PackedPackages.GlobalPackages}</RestoreFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
        Command.Run(_folder, "dotnet", "new", "install", Path.Combine(PackedPackages.Feed, $"RerankKit.Templates.{PackedPackages.Version}.nupkg"), "--debug:custom-hive", _hive);
    }

    [OneTimeTearDown]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task TheServiceAnswersTheRequestsOfItsOwnHttpFile()
    {
        string project = Instantiate("reranking-api", "Shop.Search");
        string assembly = Path.Combine(Build(project), "Shop.Search.dll");

        using (SampleServer server = await SampleServer.StartAsync(assembly))
        {
            (HttpMethod Method, string Path, string Body)[] requests = [.. Requests(Path.Combine(project, "Shop.Search.http"))];
            Assert.That(requests, Has.Length.EqualTo(5));
            foreach ((HttpMethod method, string path, string body) in requests)
            {
                using HttpResponseMessage response = await SendAsync(server, method, path, body);
                Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{path}\n{server.Output}");
            }

            using HttpResponseMessage reranked = await SendAsync(server, requests[0].Method, requests[0].Path, requests[0].Body);
            using var answer = JsonDocument.Parse(await reranked.Content.ReadAsStringAsync());
            Assert.That(answer.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo([1, 2]));
        }

        using (SampleServer server = await SampleServer.StartAsync(assembly, ("Server__ApiKeys__search", "a-key-of-the-test")))
        {
            using HttpResponseMessage refused = await SendAsync(server, HttpMethod.Get, "/v1/models", "");
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            using HttpResponseMessage admitted = await SendAsync(server, HttpMethod.Get, "/v1/models", "", "a-key-of-the-test");
            Assert.That(admitted.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public void TheEvaluationMeasuresAndHoldsTheRerankerToItsBaseline()
    {
        string project = Instantiate("reranking-eval", "Ranking");
        string assembly = Path.Combine(Build(project), "Ranking.dll");

        string first = Command.Run(project, "dotnet", assembly, "--accept");
        Assert.That(first, Does.Contain("collection: 30 judged queries, 88 passages").And.Contain("ndcg@10").And.Contain("PASSED against bm25: ").And.Contain("a gain of"));
        Assert.That(Command.Run(project, "dotnet", assembly), Does.Contain("PASSED against baseline.run: "));

        // Held to the best there is, no reranker passes.
        Qrels qrels = QrelsFile.Read(Path.Combine(project, "collection", "qrels.tsv"));
        var best = new Run("best");
        foreach (string query in qrels.QueryIds)
        {
            best.AddRanking(query, qrels[query].OrderByDescending(judgement => judgement.Value).Select(judgement => judgement.Key));
        }

        RunFile.Write(best, Path.Combine(project, "baseline.run"));
        string failed = Run(project, exitCode: 1, assembly);
        Assert.That(failed, Does.Contain("FAILED against baseline.run: ").And.Contain("  q"));

        Run(project, exitCode: 2, assembly, "--dataset", "nowhere");
        Run(project, exitCode: 2, assembly, "--acept");
    }

    private string Instantiate(string template, string name)
    {
        Command.Run(_folder, "dotnet", "new", template, "--name", name, "--debug:custom-hive", _hive);
        return Path.Combine(_folder, name);
    }

    private static string Build(string project)
    {
        Command.Run(project, "dotnet", "build", "--nologo", "--configuration", "Release");
        return Path.Combine(project, "bin", "Release", "net10.0");
    }

    private static string Run(string folder, int exitCode, params string[] arguments) => Command.Run(folder, new Dictionary<string, string>(), "dotnet", arguments, exitCode);

    // "METHOD {{host}}path", headers, an empty line, a body; a line of ### and words before each.
    private static IEnumerable<(HttpMethod Method, string Path, string Body)> Requests(string file) =>
        File.ReadAllText(file).ReplaceLineEndings("\n").Split("\n###").Skip(1).Select(request =>
        {
            string[] parts = request.Split('\n', 2)[1].Split("\n\n", 2);
            string[] words = parts[0].Split('\n')[0].Split(' ');
            return (new HttpMethod(words[0]), words[1].Replace("{{host}}", "", StringComparison.Ordinal), parts.Length > 1 ? parts[1].Trim() : "");
        });

    private static async Task<HttpResponseMessage> SendAsync(SampleServer server, HttpMethod method, string path, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await server.Client.SendAsync(request);
    }
}
