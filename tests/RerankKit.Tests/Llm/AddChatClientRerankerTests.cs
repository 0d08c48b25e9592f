using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Tests.Llm;

public class AddChatClientRerankerTests
{
    [Test]
    public async Task TheApplicationsChatClientIsTakenAndLeftToIt()
    {
        ScriptedChatClient client = new OracleModel().Client();
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(client);
        services.AddReranking().AddChatClientReranker(options => options.Method = new SetwiseChatMethod { TopK = 2 }).UseCandidateCap(20);
        await using (ServiceProvider provider = services.BuildServiceProvider())
        {
            IReranker reranker = provider.GetRequiredService<IReranker>();
            RerankResponse response = await reranker.RerankAsync("q", OracleModel.Candidates(9));
            Assert.That(response.Results.Count(result => result.IsScored), Is.EqualTo(2));
            reranker.Dispose();
            Assert.That(client.DisposeCount, Is.Zero, "it is the container's");
        }
    }

    [Test]
    public void AKeyedClientOrOneOfAFactoryIsTaken()
    {
        ScriptedChatClient keyed = new OracleModel().Client();
        ScriptedChatClient made = new OracleModel().Client();
        var services = new ServiceCollection();
        services.AddKeyedSingleton<IChatClient>("judge", keyed);
        services.AddReranking("keyed").AddChatClientReranker(chatClientKey: "judge");
        services.AddReranking("made").AddChatClientReranker(_ => made);
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            Assert.That(provider.GetRequiredKeyedService<IReranker>("keyed").GetService(typeof(IChatClient)), Is.SameAs(keyed));
            Assert.That(provider.GetRequiredKeyedService<IReranker>("made").GetService(typeof(IChatClient)), Is.SameAs(made));
        }

        Assert.That(made.DisposeCount, Is.EqualTo(1), "the reranker's own");
    }

    [Test]
    public void AMissingClientIsNamedWithTheRemedy()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddChatClientReranker();
        services.AddReranking("keyed").AddChatClientReranker(chatClientKey: "judge");
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IReranker>, Throws.InvalidOperationException.With.Message.Contains("AddSingleton<IChatClient>"));
        Assert.That(() => provider.GetRequiredKeyedService<IReranker>("keyed"), Throws.InvalidOperationException.With.Message.Contains("'judge'"));
    }

    [TestCase("""{ }""", "listwise", "window=20;step=10;passes=1")]
    [TestCase("""{ "Method": "listwise", "WindowSize": 8, "Step": 4, "Passes": 2, "UseJsonSchema": false }""", "listwise", "window=8;step=4;passes=2;json=False")]
    [TestCase("""{ "Prompt": "RankGpt" }""", "listwise", "json=False")]
    [TestCase("""{ "Method": "Setwise", "SetSize": 5, "TopK": 3, "ChatClient": "judge" }""", "setwise", "set=5;top=3")]
    [TestCase("""{ "Method": "Pairwise", "Sorting": "AllPairs" }""", "pairwise", "all-pairs")]
    [TestCase("""{ "Method": "Rating", "MaxRating": 5, "Temperature": 0.5, "Seed": 3, "MaxTokensPerDocument": 200, "InputPricePerMillionTokens": 0.15 }""", "rating", "max=5")]
    [TestCase("""{ "Method": "YesNo", "Prompt": "MxbaiRerankV2", "MaxConcurrency": 16 }""", "yes-no", "yes=1;no=0")]
    [TestCase("""{ "Method": "YesNo", "PositiveAnswer": "ja", "NegativeAnswer": "nein" }""", "yes-no", "yes=ja;no=nein")]
    public void ASectionDescribesIt(string options, string method, string revision)
    {
        using ServiceProvider provider = Build(options);
        string? actual = provider.GetRequiredService<IReranker>().GetService<RerankerMetadata>()?.Revision;
        Assert.That(actual, Does.Contain($"method={method};").And.Contain(revision));
    }

    [TestCase("""{ "Method": "Bestwise" }""", "'Reranking:Options:Method' is 'Bestwise'; allowed is one of Listwise, Pairwise, Rating, Setwise, YesNo")]
    [TestCase("""{ "Method": "Rating", "WindowSize": 20 }""", "'Reranking:Options:WindowSize' is not known")]
    [TestCase("""{ "WindowSize": 1 }""", "'Reranking:Options:WindowSize' is '1'")]
    [TestCase("""{ "Temperature": -1 }""", "'Reranking:Options:Temperature' is '-1'")]
    [TestCase("""{ "ChatClient": "nobody" }""", "'nobody'")]
    public void AMistakeIsNamed(string options, string message)
    {
        using ServiceProvider provider = Build(options);
        Assert.That(provider.GetRequiredService<IReranker>, Throws.InvalidOperationException.With.Message.Contains(message));
    }

    private static ServiceProvider Build(string options)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(_ => new OracleModel().Client());
        services.AddKeyedSingleton<IChatClient>("judge", (_, _) => new OracleModel().Client());
        services.AddReranking(new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Reranking": { "Provider": "chat-client", "Options": {{options}} } }""")))
            .Build()
            .GetSection("Reranking"));
        return services.BuildServiceProvider();
    }
}
