using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.DependencyInjection;

public class ConfigurationTests
{
    [TestCase("cohere", "ApiKey=k", "ApiVersion=1")]
    [TestCase("azure-cohere", "ApiKey=k", "Endpoint=https://x.models.ai.azure.com")]
    [TestCase("jina", "ApiKey=k", "Model=jina-reranker-m0")]
    [TestCase("voyage", "ApiKey=k", "Truncate=false")]
    [TestCase("mixedbread", "ApiKey=k", "Timeout=00:00:05", "Retry:Delay=120ms")]
    [TestCase("tei", "Endpoint=http://tei:8080", "RawScores=true")]
    [TestCase("vllm", "Endpoint=http://vllm:8000", "MaxTokensPerPair=512")]
    [TestCase("infinity", "Endpoint=http://infinity:7997", "MaxConcurrency=2")]
    [TestCase("llama.cpp", "Endpoint=http://llama:8081", "ScoreKind=Probability")]
    [TestCase("nvidia-nim", "Endpoint=http://nim:8000", "ApplySigmoid=true")]
    [TestCase("pinecone", "ApiKey=k", "MaxResponseBytes=100000")]
    [TestCase("bedrock", "Region=us-west-2")]
    [TestCase("bedrock-cohere", "Region=eu-west-1")]
    [TestCase("vertex", "ApiKey=token", "ProjectId=p")]
    [TestCase("elasticsearch", "Endpoint=http://es:9200", "Model=my-endpoint")]
    [TestCase("opensearch", "Endpoint=http://os:9200", "Model=abc")]
    [TestCase("http", "Endpoint=http://any:9200", "ScoreMember=s")]
    public void EveryProviderIsRegisteredFromConfiguration(string provider, params string[] settings)
    {
        var values = new Dictionary<string, string?> { ["Reranking:Provider"] = provider, ["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE", ["AWS_SECRET_ACCESS_KEY"] = "k" };
        foreach (string[] setting in settings.Select(setting => setting.Split('=', 2)))
        {
            values["Reranking:Options:" + setting[0]] = setting[1];
        }

        using ServiceProvider services = Services(values);
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.That(services.GetRequiredService<IReranker>().GetService<RerankerMetadata>()!.ProviderName, Is.EqualTo(provider));
    }

    [Test]
    public void SettingsReachTheReranker()
    {
        var server = new FakeServer(_ => FakeServer.Error(503));
        using ServiceProvider services = Services(
            [
                "Provider=Cohere", "Options:ApiKey=" + ProviderCase.Secret, "Options:Model=rerank-v5.0-pro", "Options:Endpoint=https://proxy.example/cohere",
                "Options:Retry:MaxRetries=0", "Options:Headers:X-Client-Name=tests", "Options:ExtraBody={\"priority\":7}", "Options:Price:PerThousandUnits=2.5",
            ],
            collection => collection.AddHttpClient("RerankKit.cohere").ConfigurePrimaryHttpMessageHandler(() => server));
        Assert.ThrowsAsync<RerankProviderException>(() => services.GetRequiredService<IReranker>().RerankAsync("q", ["d"]));
        SentRequest request = server.Requests.Single();
        Assert.That(request.Uri.AbsoluteUri, Is.EqualTo("https://proxy.example/cohere/v2/rerank"));
        Assert.That(request.Header("X-Client-Name"), Is.EqualTo("tests"));
        Assert.That(request.Body, Is.EqualTo("""{"model":"rerank-v5.0-pro","query":"q","documents":["d"],"priority":7}"""));
    }

    [TestCase("Options:Modell=x", "'Reranking:Options:Modell' is not known")]
    [TestCase("Options:Endpoint=ftp://x", "'Reranking:Options:Endpoint'")]
    [TestCase("Options:Endpoint=nowhere", "'Reranking:Options:Endpoint' is 'nowhere'")]
    [TestCase("Options:Timeout=soon", "'Reranking:Options:Timeout'")]
    [TestCase("Options:Timeout=5", "'Reranking:Options:Timeout' is '5'; allowed is a time such as \"00:00:00.120\" or \"120ms\"")]
    [TestCase("Options:Timeout=2d", "'Reranking:Options:Timeout' is '2d'; allowed")]
    [TestCase("Options:Retry:Delay=1", "'Reranking:Options:Retry:Delay' is '1'; allowed is a time such as \"00:00:00.120\" or \"120ms\"")]
    [TestCase("Options:Retry:MaxDelay=30", "'Reranking:Options:Retry:MaxDelay' is '30'; allowed is a time such as \"00:00:00.120\" or \"120ms\"")]
    [TestCase("Options:Retry:MaxRetries=101", "101; allowed is 1 to 100")]
    [TestCase("Options:Retry:Jitter=1", "'Reranking:Options:Retry:Jitter' is not known")]
    [TestCase("Options:Price:PerRequest=-1", "'Reranking:Options:Price:PerRequest'")]
    [TestCase("Options:ExtraBody=[]", "ExtraBody is not a JSON object")]
    [TestCase("Options:ApiKey=has blanks sk-9", "'Reranking:Options:ApiKey': ApiKey holds a blank")]
    public void AMistakeIsNamedAtTheStart(string setting, string message)
    {
        using ServiceProvider services = Services(["Provider=cohere", "Options:ApiKey=k", setting]);
        Exception? error = Assert.Catch(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.That(error!.ToString(), Does.Contain(message).And.Not.Contain("sk-9"));
    }

    [Test]
    public void AMissingKeyIsNamedWithItsPath()
    {
        if (Environment.GetEnvironmentVariable("CO_API_KEY") is not null)
        {
            Assert.Ignore("CO_API_KEY is set on this machine.");
        }

        using ServiceProvider services = Services(["Provider=cohere"]);
        Assert.That(
            () => services.GetRequiredService<IStartupValidator>().Validate(),
            Throws.InvalidOperationException.With.Message.EqualTo(
                "The reranker 'cohere' needs an API key. Set the configuration key 'Reranking:Options:ApiKey', or the environment variable or configuration key CO_API_KEY."));
    }

    [TestCase("cohere", "ApiKey|CO_API_KEY")]
    [TestCase("azure-cohere", "Endpoint")]
    [TestCase("azure-cohere", "ApiKey|AZURE_COHERE_API_KEY", "Endpoint=https://x.models.ai.azure.com")]
    [TestCase("azure-cohere", "Model", "Endpoint=https://x.services.ai.azure.com")]
    [TestCase("jina", "ApiKey|JINA_API_KEY")]
    [TestCase("voyage", "ApiKey|VOYAGE_API_KEY")]
    [TestCase("mixedbread", "ApiKey|MXBAI_API_KEY")]
    [TestCase("tei", "Endpoint")]
    [TestCase("tei", "ApiKey|NOT_SET_ANYWHERE", "Endpoint=http://tei", "ApiKeyVariable=NOT_SET_ANYWHERE")]
    [TestCase("vllm", "Endpoint")]
    [TestCase("vllm", "ApiKey|NOT_SET_ANYWHERE", "Endpoint=http://vllm", "ApiKeyVariable=NOT_SET_ANYWHERE")]
    [TestCase("infinity", "Endpoint")]
    [TestCase("infinity", "ApiKey|NOT_SET_ANYWHERE", "Endpoint=http://infinity", "ApiKeyVariable=NOT_SET_ANYWHERE")]
    [TestCase("llama.cpp", "Endpoint")]
    [TestCase("llama.cpp", "ApiKey|NOT_SET_ANYWHERE", "Endpoint=http://llama", "ApiKeyVariable=NOT_SET_ANYWHERE")]
    [TestCase("nvidia-nim", "ApiKey|NVIDIA_API_KEY")]
    [TestCase("pinecone", "ApiKey|PINECONE_API_KEY")]
    [TestCase("bedrock", "Region|AWS_REGION")]
    [TestCase("bedrock", "|AWS_ACCESS_KEY_ID", "Region=us-west-2")]
    [TestCase("bedrock-cohere", "Region|AWS_REGION")]
    [TestCase("bedrock-cohere", "|AWS_ACCESS_KEY_ID", "Region=us-west-2")]
    [TestCase("vertex", "ProjectId|GOOGLE_CLOUD_PROJECT")]
    [TestCase("vertex", "ApiKey|GOOGLE_OAUTH_ACCESS_TOKEN", "ProjectId=p")]
    [TestCase("elasticsearch", "Endpoint")]
    [TestCase("elasticsearch", "Model", "Endpoint=http://es")]
    [TestCase("elasticsearch", "Password|ELASTIC_PASSWORD", "Endpoint=http://es", "Model=m", "Username=u")]
    [TestCase("elasticsearch", "Username", "Endpoint=http://es", "Model=m", "Password=sk-hush")]
    [TestCase("elasticsearch", "ApiKey|NOT_SET_ANYWHERE", "Endpoint=http://es", "Model=m", "ApiKeyVariable=NOT_SET_ANYWHERE")]
    [TestCase("opensearch", "Endpoint")]
    [TestCase("opensearch", "Model", "Endpoint=http://os")]
    [TestCase("opensearch", "Password|OPENSEARCH_PASSWORD", "Endpoint=http://os", "Model=m", "Username=u")]
    [TestCase("opensearch", "Username", "Endpoint=http://os", "Model=m", "Password=sk-hush")]
    [TestCase("http", "Endpoint")]
    public void WhatIsMissingIsNamedAtTheStartWithEverywhereItCouldBeSet(string provider, string missing, params string[] settings)
    {
        string[] names = missing.Split('|');
        if (names.Skip(1).Any(variable => Environment.GetEnvironmentVariable(variable) is not null))
        {
            Assert.Ignore($"{missing} is set on this machine.");
        }

        using ServiceProvider services = Services([$"Provider={provider}", .. settings.Select(setting => "Options:" + setting)]);
        string message = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IStartupValidator>().Validate())!.Message;
        Assert.That(message, Does.StartWith($"The reranker '{provider}' needs").And.Not.Contain("sk-hush"));
        Assert.That(message, names[0].Length == 0 ? Does.Not.Contain("Reranking:Options") : Does.Contain($"'Reranking:Options:{names[0]}'"));
        Assert.That(names.Skip(1), Has.All.Matches<string>(variable => message.Contains(variable, StringComparison.Ordinal)));
    }

    [TestCase("MaxCost=0.004", "Meter=Cost")]
    [TestCase("MaxUnits=2", "Meter=Count", "Count=search_units")]
    [TestCase("MaxCost=0.004", "Meter=Count", "Count=search_units", "Price=0.002")]
    public async Task ABudgetOfConfigurationCountsTheProvidersUnitsAndMoney(params string[] budget)
    {
        var server = new FakeServer(ProviderCases.All.Single(provider => provider.Name == "cohere").UsualAnswer());
        await using ServiceProvider services = Services(
            ["Provider=cohere", "Options:ApiKey=k", "Options:Price:PerThousandUnits=2", "Pipeline:0:Use=UsageBudget", .. budget.Select(setting => "Pipeline:0:" + setting)],
            collection => collection.AddHttpClient("RerankKit.cohere").ConfigurePrimaryHttpMessageHandler(() => server));
        IReranker reranker = services.GetRequiredService<IReranker>();
        for (int i = 0; i < 4; i++)
        {
            await reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates);
        }

        Assert.That(server.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public void AKeyMayStandElsewhereInConfiguration()
    {
        var values = new Dictionary<string, string?> { ["Reranking:Provider"] = "jina", ["Reranking:Options:ApiKeyVariable"] = "Secrets:Jina", ["Secrets:Jina"] = "k" };
        using ServiceProvider services = Services(values);
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.That(services.GetRequiredService<IReranker>(), Is.Not.Null);
    }

    private static ServiceProvider Services(string[] settings, Action<IServiceCollection>? configure = null) =>
        Services(settings.Reverse().Select(setting => setting.Split('=', 2)).DistinctBy(pair => pair[0]).ToDictionary(pair => "Reranking:" + pair[0], pair => (string?)pair[1]), configure);

    private static ServiceProvider Services(Dictionary<string, string?> values, Action<IServiceCollection>? configure = null)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddRemoteRerankers().AddReranking(configuration.GetSection("Reranking"));
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
