using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.DocumentContext;

public class DocumentContextConfigurationTests
{
    [Test]
    public async Task ATemplateFromConfigurationReadsDictionariesWithoutCode()
    {
        var inner = new StubReranker();
        using ServiceProvider provider = Build(inner, """{ "Template": "{title}", "BelowTokens": 5 }""");

        await provider.GetRequiredService<IReranker>().RerankAsync(
            "q", [new("Click Save.") { Item = new Dictionary<string, string> { ["title"] = "Keys" } }, new("Click Save, then wait for the mail.")]);

        Assert.That(inner.Calls.Single().Candidates.Select(candidate => candidate.Text), Is.EqualTo(new[] { "Click Save.\nKeys", "Click Save, then wait for the mail." }));
    }

    [Test]
    public async Task TheContainersReaderReadsTheApplicationsOwnTypes()
    {
        var inner = new StubReranker();
        using ServiceProvider provider = Build(
            inner,
            """{ "Template": "{title}" }""",
            services => services.AddSingleton<DocumentFieldReader>((candidate, field) => field == "title" ? ((Uri)candidate.Item!).Host : null));

        await provider.GetRequiredService<IReranker>().RerankAsync("q", [new("Click Save.") { Item = new Uri("http://keys/") }, new("b") { Item = new Uri("http://b/") }]);

        Assert.That(inner.Calls.Single().Candidates[0].Text, Is.EqualTo("Click Save.\nkeys"));
    }

    [Test]
    public void AMissingTemplateIsNamedWhenTheRerankerIsMade()
    {
        using ServiceProvider provider = Build(new(), """{ "BelowTokens": 5 }""");
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.ArgumentException.With.Message.Contains("set one of them, for example Template"));
    }

    private static ServiceProvider Build(StubReranker inner, string context, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddRerankerProvider("stub", (_, _) => inner);
        configure?.Invoke(services);
        string json = $$"""{ "Provider": "stub", "StandardPipeline": { "DocumentContext": {{context}} } }""";
        services.AddReranking(new ConfigurationBuilder().AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build());
        return services.BuildServiceProvider();
    }
}
