using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Files of containers and clusters keep their rules, and name what is there. None is here to run them.</summary>
public sealed class DeploymentFilesTests
{
    private static readonly string[] Dockerfile = File.ReadAllLines(PathOf("samples/Server/Dockerfile"));

    [Test]
    public void TheImageIsChiseledPinnedAndNotRoot()
    {
        string[] from = [.. Dockerfile.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal))];
        Assert.That(from, Has.Length.EqualTo(2).And.All.Matches<string>(line => Regex.IsMatch(line, ":10\\.0-noble", RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.That(from[^1], Does.Contain("chiseled-extra"));
        int last = Array.IndexOf(Dockerfile, from[^1]);
        string[] final = Dockerfile[last..];
        Assert.That(final, Does.Contain("USER $APP_UID"));
        Assert.That(final, Has.None.StartWith("RUN "), "there is no shell");
        Assert.That(final.Where(line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal) || line.Contains(" CMD ", StringComparison.Ordinal)), Has.Exactly(2).Matches<string>(line => line.Contains("[\"dotnet\", \"Server.dll\"", StringComparison.Ordinal)), "in the form without a shell");
        Assert.That(Dockerfile, Has.Some.StartWith("HEALTHCHECK").And.Some.StartWith("EXPOSE 8080"));
        Assert.That(Dockerfile.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)), Has.Exactly(1).EqualTo("COPY --from=build /app ."));
        Assert.That(File.ReadAllLines(PathOf(".dockerignore")), Is.SupersetOf(new[] { "**/bin", "**/obj", ".git" }));
    }

    [Test]
    public void TheComposeFileBuildsTheSampleReadOnlyWithoutCapabilities()
    {
        var root = (YamlMappingNode)Documents("samples/Server/compose.yml").Single();
        YamlNode services = root["services"];
        Assert.That(((YamlMappingNode)services).Children.Keys.Select(key => key.ToString()), Is.EquivalentTo(new[] { "reranker", "redis", "opensearch" }));
        YamlNode reranker = services["reranker"];
        Assert.That(File.Exists(Path.Combine(PathOf("samples/Server"), reranker["build"]["context"].ToString(), reranker["build"]["dockerfile"].ToString())));
        foreach (YamlNode service in new[] { reranker, services["redis"] })
        {
            Assert.That(service["read_only"].ToString(), Is.EqualTo("true"));
            Assert.That(((YamlSequenceNode)service["cap_drop"]).Single().ToString(), Is.EqualTo("ALL"));
        }

        Assert.That(services.AllNodes.OfType<YamlMappingNode>().Where(node => node.Children.ContainsKey("image")).Select(node => node["image"].ToString()), Has.None.Contain("latest").And.All.Contain(":"));
        Assert.That(services["opensearch"]["environment"]["plugins.ml_commons.trusted_connector_endpoints_regex"].ToString(), Does.Contain("http://reranker:8080/"));
        Assert.That(KnownSettings(reranker["environment"]), Is.All.Matches<string>(IsSetting));
    }

    [Test]
    public async Task TheManifestProbesPathsThatAreThereAndScalesOnASeriesThatIsEmitted()
    {
        YamlNode[] manifest = [.. Documents("deploy/kubernetes.yaml")];
        YamlNode container = Find("Deployment", "reranker")["spec"]["template"]["spec"]["containers"][0];
        Assert.That(container["securityContext"]["readOnlyRootFilesystem"].ToString(), Is.EqualTo("true"));
        Assert.That(KnownSettings(Find("ConfigMap", "reranker-settings")["data"]).Concat(KnownSettings(Find("Secret", "reranker-keys")["stringData"])), Is.All.Matches<string>(IsSetting));

        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            Assert.That((int)(await server.GetAsync(container[probe]["httpGet"]["path"].ToString())).Status, Is.EqualTo(200), probe);
        }

        (_, string metrics) = await server.GetAsync("/metrics");
        YamlNode scaler = Find("HorizontalPodAutoscaler", "reranker");
        foreach (YamlNode metric in (YamlSequenceNode)scaler["spec"]["metrics"])
        {
            Assert.That(metrics, Does.Contain($"\n{metric["pods"]["metric"]["name"]} "));
        }

        // What refers to something refers to what is in the file.
        Assert.That(scaler["spec"]["scaleTargetRef"]["name"].ToString(), Is.EqualTo("reranker"));
        foreach (YamlNode service in manifest.Where(node => node["kind"].ToString() == "Service"))
        {
            string app = service["spec"]["selector"]["app"].ToString();
            Assert.That(manifest.Where(node => node["kind"].ToString() == "Deployment").Select(node => node["spec"]["template"]["metadata"]["labels"]["app"].ToString()), Does.Contain(app));
        }

        YamlNode Find(string kind, string name) => manifest.Single(node => node["kind"].ToString() == kind && node["metadata"]["name"].ToString() == name);
    }

    // What of it is the reranker's is checked when the sample starts.
    private static bool IsSetting(string name) =>
        name.StartsWith("Reranking__", StringComparison.Ordinal)
        || (name.Split("__") is ["Server", string setting, ..] && (setting is "Redis" or "ApiKeys" || typeof(RerankingServerOptions).GetProperty(setting) is not null));

    private static IEnumerable<string> KnownSettings(YamlNode mapping) => ((YamlMappingNode)mapping).Children.Keys.Select(key => key.ToString());

    private static IEnumerable<YamlNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(PathOf(file));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static string PathOf(string file) => Path.Combine(RepositoryRoot.Path, file);
}
