using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RerankKit.Journeys;

/// <summary>A pipeline that an application composes in code or in appsettings.json, used while all processors are busy with something else.</summary>
public abstract class PipelineJourney : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private BusyProcessors? _busy;

    private protected ProductQuestions Questions { get; } = new();

    [SetUp]
    public void KeepBusy() => _busy = new();

    [TearDown]
    public void Relieve()
    {
        _busy?.Dispose();
        _open.ForEach(item => item.Dispose());
        _open.Clear();
    }

    public void Dispose()
    {
        _busy?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>An application with what is registered, started as a host starts it.</summary>
    private protected async Task<ServiceProvider> StartAsync(Action<IServiceCollection> compose)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        compose(services);
        ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        _open.Add(provider);
        foreach (IHostedService service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return provider;
    }

    private protected static IConfigurationSection Settings(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().GetSection("Reranking");
}
