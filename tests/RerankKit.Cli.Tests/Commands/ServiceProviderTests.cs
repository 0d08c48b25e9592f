using System.Text;
using System.Text.Json;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Cli.Tests.Commands;

/// <summary>Every provider is reached from the command line, with its key from an environment variable.</summary>
[NonParallelizable]
public sealed class ServiceProviderTests
{
    private const string KeyVariable = "RERANKKIT_CLI_TEST_KEY";
    private const string Aws = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/";
    private static readonly string Bearer = "Bearer " + ProviderCase.Secret;

    private static IEnumerable<TestCaseData> Providers()
    {
        static TestCaseData Case(string name, string provider, string header, string value, params string[] settings) =>
            new TestCaseData(name, provider, header, value, settings).SetArgDisplayNames(name);
        string named = "ApiKeyVariable=" + KeyVariable;
        string basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + ProviderCase.Secret));
        yield return Case("cohere", "cohere", "Authorization", Bearer, named);
        yield return Case("cohere-v1", "cohere", "Authorization", Bearer, named, "ApiVersion=1");
        yield return Case("azure-cohere", "azure-cohere", "Authorization", Bearer, named);
        yield return Case("jina", "jina", "Authorization", Bearer, named);
        yield return Case("voyage", "voyage", "Authorization", Bearer, named);
        yield return Case("mixedbread", "mixedbread", "Authorization", Bearer, named);
        yield return Case("tei", "tei", "Authorization", Bearer, named);
        yield return Case("vllm", "vllm", "Authorization", Bearer, named);
        yield return Case("infinity", "infinity", "Authorization", Bearer, named);
        yield return Case("llama.cpp", "llama.cpp", "Authorization", Bearer, named);
        yield return Case("nvidia-nim", "nvidia-nim", "Authorization", Bearer, named);
        yield return Case("pinecone", "pinecone", "Api-Key", ProviderCase.Secret, named);
        yield return Case("bedrock", "bedrock", "Authorization", Aws, "Region=us-west-2");
        yield return Case("bedrock-cohere", "bedrock-cohere", "Authorization", Aws, "Region=us-west-2");
        yield return Case("vertex", "vertex", "Authorization", Bearer, named, "ProjectId=contoso");
        yield return Case("elasticsearch", "elasticsearch", "Authorization", "ApiKey " + ProviderCase.Secret, named);
        yield return Case("opensearch", "opensearch", "Authorization", basic, "Username=admin");
        yield return Case("http", "http", "Authorization", Bearer, named, "ResultsPath=output.results");
    }

    [SetUp]
    public void SetKeys() => Set(ProviderCase.Secret, "AKIDEXAMPLE");

    [TearDown]
    public void RemoveKeys() => Set(null, null);

    [TestCaseSource(nameof(Providers))]
    public async Task EveryProviderIsReachedWithAKeyFromTheEnvironment(string name, string provider, string header, string value, string[] settings)
    {
        ProviderCase data = ProviderCases.All.Single(data => data.Name == name);
        using var server = new LocalServer(request => request.Method == "GET" ? "{}" : data.UsualAnswer());
        ToolRun tool = (await Rerank(provider, server.Url, settings)).Succeeded();
        Assert.That(tool.Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()), Is.EqualTo([2, 1, 0]));
        Assert.That(tool.Json.GetProperty("usage").GetProperty("requests").GetInt32(), Is.EqualTo(1));
        LocalRequest request = server.Requests.Single(request => request.Method == "POST");
        Assert.That(request.Headers[header], Does.StartWith(value));
        Assert.That(request.Body, Does.Contain("Rotate").And.Contain("rotate an API key"));
        Assert.That(tool.Output + tool.Error, Does.Not.Contain(ProviderCase.Secret));
    }

    [TestCaseSource(nameof(Providers))]
    public async Task WithoutItsKeyNothingIsSentAndTheVariableIsNamed(string name, string provider, string header, string value, string[] settings)
    {
        Set(null, null);
        using var server = new LocalServer(_ => "{}");
        string variable = settings.Any(setting => setting.StartsWith("ApiKeyVariable", StringComparison.Ordinal)) ? KeyVariable : provider == "opensearch" ? "OPENSEARCH_PASSWORD" : "AWS_ACCESS_KEY_ID";
        (await Rerank(provider, server.Url, settings)).Refused(variable, provider);
        Assert.That(server.Requests, Is.Empty, $"{name} {header} {value}");
    }

    [Test]
    public async Task MoneyIsSaidWhereAPriceIsSet()
    {
        ProviderCase data = ProviderCases.All.Single(data => data.Name == "cohere");
        using var server = new LocalServer(_ => data.UsualAnswer());
        ToolRun tool = (await Rerank("cohere", server.Url, "ApiKeyVariable=" + KeyVariable, "Price:PerThousandUnits=2")).Succeeded();
        JsonElement usage = tool.Json.GetProperty("usage");
        Assert.That((usage.GetProperty("searchUnits").GetInt32(), usage.GetProperty("cost").GetDecimal()), Is.EqualTo((1, 0.002m)));
    }

    [TestCase("Password=hush-hush")]
    [TestCase("ApiKey=hush-hush")]
    [TestCase("headers:authorization=hush-hush")]
    public async Task SecretsAreNotTakenFromArgumentsAndNotRepeated(string setting)
    {
        using var server = new LocalServer(_ => "{}");
        ToolRun tool = await Rerank("opensearch", server.Url, "Username=admin", setting);
        tool.Refused("environment variable");
        Assert.That(tool.Error, Does.Not.Contain("hush"));
    }

    private static Task<ToolRun> Rerank(string provider, string url, params string[] settings)
    {
        string request = JsonSerializer.Serialize(new { query = ProviderCase.Query, documents = ProviderCase.Candidates.Select(candidate => candidate.Text) }) + "\n";
        return ToolRun.WithInput(request, ["rerank", "--reranker", provider, "--url", url, "--model", "some-model", "--jsonl", .. settings.SelectMany(setting => new[] { "--set", setting })]);
    }

    private static void Set(string? secret, string? id)
    {
        foreach (string variable in (string[])[KeyVariable, "OPENSEARCH_PASSWORD", "AWS_SECRET_ACCESS_KEY"])
        {
            Environment.SetEnvironmentVariable(variable, secret);
        }

        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", id);
    }
}
