using System.Reflection;
using System.Text;
using Acme.Reranking;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RerankKit.ThirdParty.Tests;

public class ThirdPartyConfigurationTests
{
    private const string Both = """
        { "Provider": "acme-overlap", "Options": { "MinWordLength": 4 }, "Pipeline": [ "ShortCircuit", { "Use": "acmetextlimit", "MaxCharacters": 14 }, "Cache" ] }
        """;

    [Test]
    public void TheThirdPartysCodeSeesTheContractsAlone()
    {
        string[] references = [.. typeof(OverlapReranker).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).Where(name => name.StartsWith("RerankKit", StringComparison.Ordinal))];
        Assert.That(references, Is.EqualTo(new[] { "RerankKit.Abstractions" }));
        Assert.That(
            typeof(IReranker).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName),
            Has.None.Contains("ThirdParty"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task ProviderAndDecoratorAreNamedInConfigurationWhicheverIsRegisteredFirst(bool packageFirst)
    {
        var services = new ServiceCollection();
        if (packageFirst)
        {
            services.AddAcmeRerankers().AddReranking(Section(Both));
        }
        else
        {
            services.AddReranking(Section(Both)).AddAcmeRerankers();
        }

        await using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(Chain(reranker), Is.EqualTo(new[] { "ShortCircuitReranker", "TextLimitReranker", "CachingReranker", "ResponseGuardReranker", "OverlapReranker" }));
        RerankResponse response = await reranker.RerankAsync("rotate the signing key", ["Nothing of the kind.", "How to rotate a signing key", "signing"]);
        Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2, 0 }));
        Assert.That(response.Results[0].IsTruncated, "14 characters are read of it");
        Assert.That(response.Results[0].Score, Is.EqualTo(0.5), "'signing' lies behind them, and 'the' and 'key' are short");
        Assert.That(response.Stages.Select(stage => stage.Name), Does.Contain("acme-text-limit"));
    }

    [TestCase(true, """{ "Use": "AcmeTextLimit", "MaxCharacters": "few" }""", "'Reranking:Pipeline:0:MaxCharacters' is 'few'; allowed is a whole number")]
    [TestCase(false, """{ "Use": "AcmeTextLimit", "MaxCharacters": "few" }""", "'Reranking:Pipeline:0:MaxCharacters' is 'few'; allowed is a whole number")]
    [TestCase(true, """{ "Use": "AcmeTextLimit", "MaxCharacters": 0 }""", "'Reranking:Pipeline:0:MaxCharacters' is '0'")]
    [TestCase(false, """{ "Use": "AcmeTextLimit", "Characters": 5 }""", "'Reranking:Pipeline:0:Characters' is not known")]
    [TestCase(true, "\"AcmeTextLimits\"", "'Reranking:Pipeline:0' is 'AcmeTextLimits', which no package has registered. Known are AcmeTextLimit, Blend, Boost, Cache")]
    [TestCase(true, """{ "Use": "AcmeTextLimits" }""", "'Reranking:Pipeline:0:Use' is 'AcmeTextLimits', which no package has registered")]
    public void MistakesAreNamedWithTheirKey(bool packageFirst, string step, string message)
    {
        Assert.That(
            () =>
            {
                var services = new ServiceCollection();
                IConfiguration section = Section($$"""{ "Provider": "acme-overlap", "Pipeline": [ {{step}} ] }""");
                if (packageFirst)
                {
                    services.AddAcmeRerankers().AddReranking(section);
                }
                else
                {
                    services.AddReranking(section).AddAcmeRerankers();
                }

                using ServiceProvider provider = services.BuildServiceProvider();
                provider.GetRequiredService<IStartupValidator>().Validate();
            },
            Throws.InvalidOperationException.With.Message.Contains(message));
    }

    [Test]
    public async Task InCodeTheyComposeAsOursDo()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddAcmeOverlap(options => options.MinWordLength = 2).UseStandardPipeline().UseAcmeTextLimit(100);
        await using ServiceProvider provider = services.BuildServiceProvider();
        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("blue whale", ["a whale", "a blue whale"]);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
    }

    private static IEnumerable<string> Chain(IReranker reranker)
    {
        yield return reranker.GetType().Name;
        foreach (string name in reranker.GetInnerRerankers().SelectMany(Chain))
        {
            yield return name;
        }
    }

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Reranking": {{json}} }"""))).Build().GetSection("Reranking");
}
