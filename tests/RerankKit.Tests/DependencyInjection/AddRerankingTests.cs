using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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

    private static IEnumerable<TestCaseData> Composites()
    {
        static TestCaseData Case(string remedy, Action<IRerankingBuilder> add) => new TestCaseData(remedy, add).SetArgDisplayNames(remedy);
        yield return Case("AddReranking(\"stage\")", builder => builder.AddCascade(cascade => cascade.AddStage("there").AddStage("stage")));
        yield return Case("AddReranking(\"route\")", builder => builder.AddRouter(router => router.When("x", _ => true, "route").Otherwise("there")));
        yield return Case("AddReranking(\"rest\")", builder => builder.AddRouter(router => router.When("x", _ => true, "there").Otherwise("rest")));
        yield return Case("Otherwise(name)", builder => builder.AddRouter(router => router.When("x", _ => true, "there")));
    }

    [TestCaseSource(nameof(Composites))]
    public void ANameThatIsNotRegisteredStopsTheStart(string remedy, Action<IRerankingBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddReranking());
        services.AddReranking("there", ServiceLifetime.Scoped).AddLexical();
        using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.InvalidOperationException.With.Message.Contains(remedy));
    }

    [TestCase(null, "AddReranking() names no source")]
    [TestCase("x", "AddReranking(\"x\") names no source")]
    public void ARegistrationWithoutASourceSaysWhatToCall(string? name, string message)
    {
        var services = new ServiceCollection();
        services.AddReranking(name);
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.That(
            () => name is null ? provider.GetRequiredService<IReranker>() : provider.GetRequiredKeyedService<IReranker>(name),
            Throws.InvalidOperationException.With.Message.Contains(message).And.Message.Contains(".AddLexical()"));
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.InvalidOperationException.With.Message.Contains(message), "and when the application starts");
    }

    [Test]
    public void ARegistrationWithASourceIsTheOnlyOne()
    {
        var services = new ServiceCollection();
        services.AddReranking().AddLexical();
        services.AddReranking("x").AddLexical();
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);
        Assert.That(provider.GetServices<IReranker>().Count(), Is.EqualTo(1));
        Assert.That(provider.GetKeyedServices<IReranker>("x").Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task ScopesShareAGivenRerankerAndTheContainerDisposesIt([Values(ServiceLifetime.Scoped, ServiceLifetime.Transient)] ServiceLifetime lifetime)
    {
        var stub = new StubReranker();
        var services = new ServiceCollection();
        services.AddReranking(lifetime: lifetime).AddReranker(stub).UseCandidateCap();
        await using (ServiceProvider provider = services.BuildServiceProvider(validateScopes: true))
        {
            for (int i = 0; i < 2; i++)
            {
                await using AsyncServiceScope scope = provider.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IReranker>().RerankAsync("q", ["a"]);
            }

            Assert.That(stub.DisposeCount, Is.Zero);
        }

        Assert.That(stub.DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public async Task ScopesShareTheRerankersGivenToDecorators()
    {
        var alternative = new StubReranker();
        var challenger = new StubReranker();
        var standard = new StubReranker();
        var services = new ServiceCollection();
        services.AddReranking("chain", ServiceLifetime.Scoped).AddLexical().UseFallback(alternative).UseShadow(challenger);
        services.AddReranking("standard", ServiceLifetime.Scoped).AddLexical().UseStandardPipeline(options => options.Fallback!.Alternatives.Add(standard));
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        for (int i = 0; i < 2; i++)
        {
            await using AsyncServiceScope scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredKeyedService<IReranker>("chain").RerankAsync("q", ["a"]);
            await scope.ServiceProvider.GetRequiredKeyedService<IReranker>("standard").RerankAsync("q", ["a"]);
        }

        Assert.That((alternative.DisposeCount, challenger.DisposeCount, standard.DisposeCount), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task ScopesDrawOnOneUsageBudget([Values] bool isStandard)
    {
        var stub = new StubReranker();
        var services = new ServiceCollection();
        RerankerBuilder pipeline = services.AddReranking(lifetime: ServiceLifetime.Scoped).AddReranker(stub);
        _ = isStandard ? pipeline.UseStandardPipeline(options => options.UsageBudget = new() { MaxUnits = 2 }) : pipeline.UseUsageBudget(options => options.MaxUnits = 2);
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        for (int i = 0; i < 5; i++)
        {
            await using AsyncServiceScope scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IReranker>().RerankAsync("q", ["a", "b"]);
        }

        Assert.That(stub.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public void ABlankNameIsRefused() =>
        Assert.That(() => new ServiceCollection().AddReranking(" "), Throws.ArgumentException);
}
