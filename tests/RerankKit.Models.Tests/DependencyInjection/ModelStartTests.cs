using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RerankKit.TestModels;

namespace RerankKit.Models.Tests.DependencyInjection;

/// <summary>What happens to registered models while a host starts.</summary>
public sealed class ModelStartTests : ModelStoreFixture
{
    private static string CrossEncoder => SharedModels.Of(TestArchitecture.Bert).FullName;

    [Test]
    public async Task ModelsOfConfigurationAreWarmedUpLikeThoseOfCode()
    {
        var services = new ServiceCollection();
        services.AddOnnxRerankers().AddReranking(Configuration(
            ("Provider", "cross-encoder"), ("Options:Model", CrossEncoder),
            ("Rerankers:late:Provider", "late-interaction"), ("Rerankers:late:Options:Encoder:Provider", "onnx"), ("Rerankers:late:Options:Encoder:Options:Model", SharedModels.Of(TestModelPresets.TinyColbert).FullName),
            ("Rerankers:cold:Provider", "cross-encoder"), ("Rerankers:cold:Options:Model", CrossEncoder), ("Rerankers:cold:Options:WarmUpOnStart", "false")));
        services.AddReranking("code").AddCrossEncoder(CrossEncoder);
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        ColdModels cold = provider.GetRequiredService<ColdModels>();
        Assert.That(cold.Count, Is.EqualTo(2), "loaded by the check of their settings");

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Assert.That(async () => await cold.WarmUpAsync(cancelled.Token), Throws.InstanceOf<OperationCanceledException>(), "there is something to do");
        await provider.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);
        Assert.That(cold.Count, Is.Zero);
    }

    [Test]
    public async Task AModelInScopedPipelinesIsLoadedOnceAndWarmedUpWhereScopesAreValidated([Values(ServiceLifetime.Scoped, ServiceLifetime.Transient)] ServiceLifetime lifetime)
    {
        var services = new ServiceCollection();
        services.AddReranking(lifetime: lifetime).AddCrossEncoder(CrossEncoder).UseStandardPipeline();
        services.AddReranking("late", lifetime).AddLateInteraction(SharedModels.Of(TestModelPresets.TinyColbert).FullName);
        await using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        await provider.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None);

        var models = new HashSet<object>();
        for (int i = 0; i < 2; i++)
        {
            await using AsyncServiceScope scope = provider.CreateAsyncScope();
            IReranker reranker = scope.ServiceProvider.GetRequiredService<IReranker>();
            IReranker late = scope.ServiceProvider.GetRequiredKeyedService<IReranker>("late");
            Assert.That((await reranker.RerankAsync("one", ["one", "two three"])).Results, Has.All.Matches<RerankResult>(result => result.IsScored));
            Assert.That((await late.RerankAsync("one", ["one", "two three"])).Results, Has.All.Matches<RerankResult>(result => result.IsScored));
            models.Add(reranker.GetService<CrossEncoderReranker>()!);
            models.Add(late.GetService<MultiVectorEncoder>()!);
        }

        Assert.That(models, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task TheEndOfTheStartEndsADownload()
    {
        TaskCompletionSource asked = Silence();
        var services = new ServiceCollection();
        services.AddSingleton(new ModelStoreOptions { CacheDirectory = Cache, Endpoint = Hub.Address, Token = "" });
        services.AddReranking().AddCrossEncoder("test/small");
        await using ServiceProvider provider = services.BuildServiceProvider();
        using var cancellation = new CancellationTokenSource();
        Task start = provider.GetServices<IHostedService>().Single().StartAsync(cancellation.Token);
        await asked.Task;
        await cancellation.CancelAsync();
        Assert.That(async () => await start, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task TheEndOfTheApplicationEndsADownloadThatAFactoryWaitsFor([Values] bool isConfigured)
    {
        TaskCompletionSource asked = Silence();
        using var lifetime = new Lifetime();
        var services = new ServiceCollection();
        services.AddSingleton<IHostApplicationLifetime>(lifetime);
        services.AddSingleton(new ModelStoreOptions { CacheDirectory = Cache, Endpoint = Hub.Address, Token = "" });
        if (isConfigured)
        {
            services.AddOnnxRerankers().AddReranking(Configuration(("Provider", "cross-encoder"), ("Options:Model", "test/small")));
        }
        else
        {
            services.AddReranking().AddCrossEncoder("test/small", options => options.WarmUpOnStart = false);
        }

        await using ServiceProvider provider = services.BuildServiceProvider();
        Task<IReranker> made = Task.Run(provider.GetRequiredService<IReranker>);
        await asked.Task;
        lifetime.StopApplication();
        Assert.That(async () => await made, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task AModelThatTheStartHasFoundIsNotLookedForAgain()
    {
        HubModel model = Hub.Add(HubModel.Small());
        var services = new ServiceCollection();
        services.AddSingleton(new ModelStoreOptions { CacheDirectory = Cache, Endpoint = Hub.Address, Token = "" });
        services.AddReranking().AddCrossEncoder(model.Id, options => options.Source = new() { CheckForUpdates = true });
        await using ServiceProvider provider = services.BuildServiceProvider();

        // Its files are downloaded, but they are no real model.
        Assert.That(async () => await provider.GetServices<IHostedService>().Single().StartAsync(CancellationToken.None), Throws.Exception);
        Assert.That(Hub.Requests.Count(request => request.Path.Contains("/revision/", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void AServedModelWithoutItsTokenizerStopsTheStart([Values] bool isLate, [Values(ServiceLifetime.Singleton, ServiceLifetime.Scoped)] ServiceLifetime lifetime, [Values(null, "x")] string? name)
    {
        var services = new ServiceCollection();
        IRerankingBuilder builder = services.AddReranking(name, lifetime);
        _ = isLate
            ? builder.AddTritonLateInteraction(this["nowhere"], options => options.Server.Endpoints.Add(new("http://localhost:1")))
            : builder.AddTriton(this["nowhere"], options => options.Server.Endpoints.Add(new("http://localhost:1")));
        using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.Exception.With.Message.Contains("nowhere"));
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();

    // A hub that takes requests and never answers.
    private TaskCompletionSource Silence()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Hub.Interceptor = _ =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource<HubAnswer?>().Task;
        };
        return asked;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
