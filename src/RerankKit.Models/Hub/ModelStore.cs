using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Models;

/// <summary>
/// Brings models onto this machine: from a folder, from Hugging Face's cache, or from the hub into that cache, resumable and checked
/// against the hub's own checksums. Thread-safe; several processes may share a cache.
/// </summary>
/// <example>
/// <code>
/// using var store = new ModelStore();
/// StoredModel model = await store.ResolveAsync("cross-encoder/ms-marco-MiniLM-L6-v2");
/// </code>
/// </example>
public sealed partial class ModelStore : IDisposable
{
    private readonly HubSettings _settings;
    private readonly HubClient _hub;
    private readonly HubCache _cache;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly HttpClient? _ownHttp;
    private readonly CpuFeatures _cpu;

    /// <summary>Makes a store. Nothing is read or requested yet, except for environment variables and the token file.</summary>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="httpClient">
    /// For requests to the hub; null for a client of the store's own. Its handler should not follow redirects (see
    /// <see cref="CreateHttpHandler"/>): the store does, and keeps the token from other hosts. It is not disposed.
    /// </param>
    /// <param name="timeProvider">For pauses and timeouts; null for the system's.</param>
    /// <param name="logger">Null for none.</param>
    /// <exception cref="ArgumentException">An environment variable holds what cannot be used.</exception>
    public ModelStore(ModelStoreOptions? options = null, HttpClient? httpClient = null, TimeProvider? timeProvider = null, ILogger<ModelStore>? logger = null)
        : this(options ?? new(), HubEnvironment.OfProcess, httpClient, timeProvider, logger, CpuFeatures.Current)
    {
    }

    internal ModelStore(ModelStoreOptions options, HubEnvironment environment, HttpClient? httpClient, TimeProvider? timeProvider, ILogger? logger, CpuFeatures cpu)
    {
        _settings = new(options, environment);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _ownHttp = httpClient is null ? new HttpClient(CreateHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan } : null;
        _hub = new(httpClient ?? _ownHttp!, _settings, _timeProvider, _logger);
        _cache = new(_settings, _logger);
        _cpu = cpu;
    }

    /// <summary>The folder that models are kept in.</summary>
    public string CacheDirectory => _settings.CacheDirectory;

    /// <summary>Makes the handler that the store's HTTP client should have: it follows no redirects and gives up connecting after 30 seconds.</summary>
    public static SocketsHttpHandler CreateHttpHandler() => new() { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>Finds a model on this machine, and downloads what is missing.</summary>
    /// <param name="model">A folder, an id of the hub, or a short name of <see cref="ModelCatalog"/>. A folder that exists comes first.</param>
    /// <param name="request">Which revision and files; null for the default.</param>
    /// <param name="progress">Learns where the download stands; not called where nothing is downloaded.</param>
    /// <param name="cancellationToken">Ends the download; what has arrived is kept for the next one.</param>
    /// <exception cref="ArgumentException"><paramref name="model"/> is neither a folder nor an id.</exception>
    /// <exception cref="ModelStoreException">The model cannot be had; <see cref="ModelStoreException.Error"/> says why.</exception>
    /// <exception cref="InvalidDataException">The model's files do not fit together.</exception>
    /// <exception cref="IOException">A file cannot be written, for example because the disk is full.</exception>
    public async Task<StoredModel> ResolveAsync(
        string model, ModelRequest? request = null, IProgress<ModelDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        request ??= new();
        cancellationToken.ThrowIfCancellationRequested();
        StoredModel stored = Directory.Exists(model)
            ? FromFolder(model, request)
            : await ResolveIdAsync(IdOf(model), request, progress, cancellationToken).ConfigureAwait(false);
        await CheckPinsAsync(stored, request, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    /// <summary>The ids of all models in the cache, those of other tools included, in ordinal order.</summary>
    public IReadOnlyList<string> ListCached() => _cache.ListModels();

    /// <inheritdoc/>
    public void Dispose() => _ownHttp?.Dispose();

    private static string IdOf(string model) => ModelCatalog.Find(model)?.Id ?? HubNames.CheckId(model);

    private async Task<StoredModel> ResolveIdAsync(string id, ModelRequest request, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        RefuseNonCommercial(id, ModelCatalog.Find(id)?.Licence, request);
        bool isOffline = _settings.IsOffline || request.LocalFilesOnly;
        bool isCacheEnough = isOffline || !request.CheckForUpdates || HubNames.IsCommit(request.Revision);
        CachedModel cached = LookUp(id, request);
        if (cached.Model is StoredModel here && isCacheEnough && (isOffline || cached.IsKnownWhole))
        {
            RefuseNonCommercial(id, here.Licence, request);
            return here;
        }

        if (isOffline)
        {
            throw new ModelStoreException(ModelStoreError.Offline, cached.Missing + (request.LocalFilesOnly
                ? " Only local files are allowed (LocalFilesOnly)."
                : " Downloads are switched off (HF_HUB_OFFLINE or IsOffline): switch them on, or unpack a bundle made with 'rerankkit models pack'."));
        }

        try
        {
            return await DownloadAsync(id, request, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelStoreException exception) when (exception.Error == ModelStoreError.HubUnavailable && cached.Model is not null && isCacheEnough)
        {
            // Another tool has filled the cache, and nobody wanted it checked.
            RefuseNonCommercial(id, cached.Model.Licence, request);
            ModelStoreLog.UsingCacheUnasked(_logger, exception, id, cached.Model.Revision!);
            return cached.Model;
        }
    }

    private void RefuseNonCommercial(string id, string? licence, ModelRequest request)
    {
        if (!ModelLicence.IsNonCommercial(licence) || request.AcceptNonCommercial || _settings.AcceptNonCommercial)
        {
            return;
        }

        string alternative = ModelCatalog.Find(id)?.Alternative ?? ModelCatalog.Default.Id;
        throw new ModelStoreException(
            ModelStoreError.LicenceNotAccepted,
            $"The weights of {id} are licensed {licence}, which forbids commercial use. Set {nameof(ModelRequest.AcceptNonCommercial)} (or --accept-non-commercial) if that suits you; '{alternative}' may be used commercially.");
    }

    private static async Task CheckPinsAsync(StoredModel model, ModelRequest request, CancellationToken cancellationToken)
    {
        foreach ((string path, string pinned) in request.Sha256)
        {
            if (!model.Files.Any(file => file.Path == path))
            {
                throw new ModelStoreException(
                    ModelStoreError.FileNotFound,
                    $"A SHA-256 is pinned for '{path}', which is none of the files in use: {string.Join(", ", model.Files.Select(file => file.Path))}.");
            }

            string actual = await ContentHash.Sha256OfAsync(Path.Combine(model.Directory, path), cancellationToken).ConfigureAwait(false);
            if (actual != pinned)
            {
                throw new ModelStoreException(
                    ModelStoreError.HashMismatch,
                    $"{Path.Combine(model.Directory, path)} has the SHA-256 {actual}, but {pinned} is pinned. Pin the new one if the change is wanted, or pin the revision too.");
            }
        }
    }
}
