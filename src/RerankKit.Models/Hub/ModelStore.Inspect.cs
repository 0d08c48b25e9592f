namespace RerankKit.Models;

// Says what a model is without loading or wholly downloading it.
public sealed partial class ModelStore
{
    /// <summary>Reads what a model is: its files, licence, labels, activation, length, tokenizer, and which ONNX file, or weights, would be used.</summary>
    /// <param name="model">A folder, an id of the hub, or a short name of <see cref="ModelCatalog"/>.</param>
    /// <param name="request">Which revision and files; null for the default. Licences need not be accepted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <remarks>Of a model that is not here, the configuration and the tokenizer are downloaded, the weights are not.</remarks>
    /// <exception cref="ArgumentException"><paramref name="model"/> is neither a folder nor an id.</exception>
    /// <exception cref="ModelStoreException">The model cannot be had.</exception>
    /// <exception cref="InvalidDataException">A file of the model cannot be read.</exception>
    public async Task<ModelInspection> InspectAsync(string model, ModelRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        request ??= new();
        if (Directory.Exists(model))
        {
            string folder = Path.GetFullPath(model);
            return Inspect(folder, folder, [.. HubCache.ListFiles(folder).Select(path => new HubFile(path, HubCache.LengthOf(Path.Combine(folder, path)), null, null))], request);
        }

        string id = IdOf(model);
        HubRepository repository = await FindAsync(id, request, cancellationToken).ConfigureAwait(false);
        return Inspect(id, _cache.Snapshot(id, repository.Commit), repository.Files, request) with
        {
            Id = id,
            Revision = repository.Commit,
            Licence = repository.Licence ?? ModelCatalog.Find(id)?.Licence,
            Known = ModelCatalog.Find(id),
        };
    }

    private async Task<HubRepository> FindAsync(string id, ModelRequest request, CancellationToken cancellationToken)
    {
        bool isOffline = _settings.IsOffline || request.LocalFilesOnly;
        if ((isOffline || !request.CheckForUpdates) && _cache.ReadRevision(id, request.Revision) is string commit)
        {
            HubRepository? record = _cache.ReadRecord(id, commit);
            IReadOnlyList<string> here = _cache.ListSnapshot(id, commit);
            if (here.Count > 0 && (record is { IsPartial: false } || isOffline))
            {
                return record ?? new(id, commit, null, [.. here.Select(path => new HubFile(path, HubCache.LengthOf(_cache.FileIn(id, commit, path)), null, null))]);
            }
        }

        if (isOffline)
        {
            throw new ModelStoreException(
                ModelStoreError.Offline, $"{id} at revision '{request.Revision}' is not in the cache ({_cache.Root}), and downloads are switched off (HF_HUB_OFFLINE, IsOffline or LocalFilesOnly).");
        }

        HubRepository repository = await _hub.GetRepositoryAsync(id, request.Revision, cancellationToken).ConfigureAwait(false);
        string[] paths = [.. repository.Files.Select(file => file.Path)];
        var tally = new DownloadTally(id, progress: null, _timeProvider);
        repository = await FetchAsync(repository, ModelFiles.Support(paths), new(), tally, cancellationToken).ConfigureAwait(false);
        IEnumerable<string> ofModules = ModelFiles.OfModules(_cache.Snapshot(id, repository.Commit), paths).Where(path => path.EndsWith(".json", StringComparison.Ordinal));
        return await FetchAsync(repository, ofModules, new(), tally, cancellationToken).ConfigureAwait(false);
    }

    private ModelInspection Inspect(string name, string folder, IReadOnlyList<HubFile> files, ModelRequest request)
    {
        OnnxChoice? choice = null;
        string? refusal = null;
        try
        {
            choice = OnnxChoice.Choose(name, [.. files.Select(file => file.Path)], request, _cpu);
            choice.RefuseUnknownWeights(name, folder);
        }
        catch (ModelStoreException exception)
        {
            // That no file fits is part of what is asked.
            (choice, refusal) = (null, exception.Message);
        }

        ModelProfile? profile = File.Exists(Path.Combine(folder, "config.json")) ? ModelProfileReader.Read(folder) : null;
        bool isClassifier = profile?.Architectures.Any(architecture => architecture.EndsWith("ForSequenceClassification", StringComparison.Ordinal)) == true;
        return new()
        {
            Directory = folder,
            Files = [.. files.Select(file => new InspectedFile(
                file.Path,
                file.Size,
                OnnxVariant.IsOnnx(file.Path) ? OnnxVariant.Of(file.Path).Precision : null,
                HubCache.LengthOf(Path.Combine(folder, file.Path)) is not null))],
            OnnxFile = choice?.Path,
            Reason = choice?.Reason ?? refusal!,
            Architecture = profile is { Architectures: [string first, ..] } ? first : null,
            Labels = isClassifier ? profile!.Labels : [],
            RelevantLabel = isClassifier && RelevantLabel.IndexOf(profile!.Labels) is int label ? profile.Labels[label] : null,
            Activation = isClassifier ? profile!.Activation : null,
            IsActivationDeclared = isClassifier && profile!.DeclaredActivation is not null,
            LateInteraction = isClassifier ? null : MultiVectorInspection.Of(folder),
            MaxTokens = profile?.MaxLength,
            Tokenizer = TokenizerKind.Read(folder),
        };
    }
}
