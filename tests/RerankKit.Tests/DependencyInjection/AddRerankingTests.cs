using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.DependencyInjection;

public class AddRerankingTests
{
    [Test]
    public void TheUnnamedRerankerIsInjectedWithoutAKeyAndIsOne()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddLexical().UseCandidateCap();
        using ServiceProvider provider = services.BuildServiceProvider();

        IReranker reranker = provider.GetRequiredService<IReranker>();

        Assert.That(reranker, Is.InstanceOf<CandidateCapReranker>());
        Assert.That(provider.GetRequiredService<IReranker>(), Is.SameAs(reranker));
    }

    [Test]
    public void NamedRerankersAreInjectedByTheirKey()
    {
        var services = new ServiceCollection();
        services.AddReranking("lexical").AddLexical();
        services.AddReranking("stub").AddReranker(new StubReranker());
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredKeyedService<IReranker>("lexical").GetService<LexicalReranker>(), Is.Not.Null);
        Assert.That(provider.GetRequiredKeyedService<IReranker>("stub").GetService<StubReranker>(), Is.Not.Null);
        Assert.That(provider.GetService<IReranker>(), Is.Null);
    }

    [Test]
    public void ALifetimeIsKept()
    {
        var services = new ServiceCollection();
        services.AddReranking(lifetime: ServiceLifetime.Transient).AddReranker(_ => new StubReranker());
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IReranker>(), Is.Not.SameAs(provider.GetRequiredService<IReranker>()));
    }

    [Test]
    public void TheContainerDisposesThePipeline()
    {
        var stub = new StubReranker();
        var services = new ServiceCollection();
        services.AddReranking().AddReranker(stub).UseCandidateCap();
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetRequiredService<IReranker>();
        }

        Assert.That(stub.DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public async Task DecoratorsTakeTheTimeProviderOfTheApplication()
    {
        var time = new ManualTimeProvider();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);
        services.AddReranking()
            .AddReranker(new StubReranker(call =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                return StubReranker.Rank(call, StubReranker.DefaultScore);
            }))
            .UseCandidateCap(1);
        using ServiceProvider provider = services.BuildServiceProvider();

        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a", "b"]);

        Assert.That(response.Stages[0].Duration, Is.EqualTo(TimeSpan.Zero), "the inner reranker's time is not the cap's");
    }

    [Test]
    public async Task ACascadeTakesNamedRerankersAndLeavesThemToTheContainer()
    {
        var small = new StubReranker(text => text.Length);
        var large = new StubReranker(text => -text.Length);
        var services = new ServiceCollection();
        services.AddReranking("small").AddReranker(small);
        services.AddReranking("large").AddReranker(large);
        services.AddReranking().AddCascade(cascade => cascade.AddStage("small", keep: 2).AddStage("large")).UseCandidateCap();
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("q", ["a", "bb", "ccc"]);
            Assert.That(response.Results.Select(result => result.Index), Is.EqualTo(new[] { 1, 2, 0 }));
        }

        Assert.That((small.DisposeCount, large.DisposeCount), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task ARouterTakesNamedRerankers()
    {
        var few = new StubReranker();
        var services = new ServiceCollection();
        services.AddReranking("few").AddReranker(few);
        services.AddReranking("many").AddLexical();
        services.AddReranking().AddRouter(router => router
            .When("few", request => request.Candidates.Count < 3, "few")
            .Otherwise("many"));
        using ServiceProvider provider = services.BuildServiceProvider();
        IReranker reranker = provider.GetRequiredService<IReranker>();

        await reranker.RerankAsync("q", ["a", "b"]);
        await reranker.RerankAsync("q", ["a", "b", "c"]);

        Assert.That(few.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public void ANameThatIsNotRegisteredIsNamedWithTheRemedy()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddCascade(cascade => cascade.AddStage("missing"));
        services.AddReranking("router").AddRouter(router => router.When("x", _ => true, "missing"));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IReranker>, Throws.InvalidOperationException.With.Message.Contains("AddReranking(\"missing\")"));
        Assert.That(
            () => provider.GetRequiredKeyedService<IReranker>("router"),
            Throws.InvalidOperationException.With.Message.Contains("Otherwise"));
    }

    [Test]
    public void ABlankNameIsRefused() =>
        Assert.That(() => new ServiceCollection().AddReranking(" "), Throws.ArgumentException);
}
