using System.Collections.Concurrent;

namespace RerankKit.Models.Tests;

/// <summary>A hub, a cache folder, and stores on them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class ModelStoreFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-models-");
    private readonly List<ModelStore> _stores = [];

    private protected HubDouble Hub { get; } = new();

    private protected Dictionary<string, string> Variables { get; } = [];

    private protected string Cache => Path.Combine(_folder.FullName, "hub");

    private protected string this[params string[] parts] => Path.Combine([_folder.FullName, .. parts]);

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        Hub.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected ModelStore Store(Action<ModelStoreOptions>? configure = null, TimeProvider? timeProvider = null, HttpClient? http = null, bool hasVnni = true)
    {
        var options = new ModelStoreOptions { CacheDirectory = Cache, Endpoint = Hub.Address, Token = "" };
        configure?.Invoke(options);
        var environment = new HubEnvironment(name => Variables.GetValueOrDefault(name));
        var store = new ModelStore(options, environment, http, timeProvider ?? new HastyTimeProvider(), logger: null, new CpuFeatures(IsArm64: false, hasVnni));
        _stores.Add(store);
        return store;
    }

    private protected string Snapshot(HubModel model, params string[] path) =>
        Path.Combine([Cache, "models--" + model.Id.Replace("/", "--", StringComparison.Ordinal), "snapshots", model.Main, .. path]);

    private protected string Blob(HubModel model, string name) =>
        Path.Combine(Cache, "models--" + model.Id.Replace("/", "--", StringComparison.Ordinal), "blobs", name);

    private protected static ModelStoreException Refused(Func<Task> call, ModelStoreError error)
    {
        ModelStoreException exception = Assert.ThrowsAsync<ModelStoreException>(call)!;
        Assert.That(exception.Error, Is.EqualTo(error), exception.Message);
        return exception;
    }

    /// <summary>Keeps what is reported, on the thread that reports.</summary>
    private protected sealed class Reports : IProgress<ModelDownloadProgress>
    {
        public ConcurrentQueue<ModelDownloadProgress> All { get; } = new();

        public Action<ModelDownloadProgress>? OnReport { get; set; }

        public void Report(ModelDownloadProgress value)
        {
            All.Enqueue(value);
            OnReport?.Invoke(value);
        }
    }
}
