namespace RerankKit.Models;

// Brings the missing files of a model from the hub.
public sealed partial class ModelStore
{
    private async Task<StoredModel> DownloadAsync(string id, ModelRequest request, IProgress<ModelDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        HubRepository repository = await _hub.GetRepositoryAsync(id, request.Revision, cancellationToken).ConfigureAwait(false);
        RefuseNonCommercial(id, repository.Licence, request);
        string[] paths = [.. repository.Files.Select(file => file.Path)];
        OnnxChoice choice = OnnxChoice.Choose(id, paths, request, _cpu);
        ModelStoreLog.Chosen(_logger, id, repository.Commit, choice.Path, choice.Reason);
        var tally = new DownloadTally(id, progress, _timeProvider);
        repository = await FetchAsync(repository, NeededFirst(choice, paths), request, tally, cancellationToken).ConfigureAwait(false);

        // The files themselves name further ones.
        string folder = _cache.Snapshot(id, repository.Commit);
        choice.RefuseUnknownWeights(id, folder);
        IReadOnlyList<string> needed = Needed(folder, choice, paths);
        repository = await FetchAsync(repository, needed, request, tally, cancellationToken).ConfigureAwait(false);

        // Last, so that a revision never means a snapshot that is not whole.
        _cache.WriteRecord(repository);
        _cache.WriteRevision(id, request.Revision, repository.Commit);
        return Describe(folder, choice, needed, repository, id, repository.Commit);
    }

    private async Task<HubRepository> FetchAsync(
        HubRepository repository, IEnumerable<string> paths, ModelRequest request, DownloadTally tally, CancellationToken cancellationToken)
    {
        List<HubFile> missing = [];
        foreach (string path in paths)
        {
            HubFile file = repository.Find(path)!;
            if (!file.IsComplete)
            {
                HubFile complete = await _hub.DescribeFileAsync(repository.Id, repository.Commit, path, cancellationToken).ConfigureAwait(false);
                repository = repository with { Files = [.. repository.Files.Select(other => other.Path == path ? complete : other)] };
                file = complete;
            }

            if (request.Sha256.TryGetValue(path, out string? pinned) && file.Sha256 is string listed && listed != pinned)
            {
                throw new ModelStoreException(
                    ModelStoreError.HashMismatch,
                    $"{repository.Id}/{path} has the SHA-256 {listed} at {repository.Commit}, but {pinned} is pinned. It was not downloaded. Pin the new one if the change is wanted, or pin the revision too.");
            }

            if (!IsHere(repository, file))
            {
                missing.Add(file);
                tally.Expect(file.Size!.Value);
            }
        }

        if (missing.Count > 0)
        {
            ModelStoreLog.Downloading(_logger, repository.Id, repository.Commit, missing.Count, missing.Sum(file => file.Size!.Value));
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = _settings.MaxParallelDownloads, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                missing,
                parallel,
                async (file, token) => await FetchAsync(repository, file, request.Sha256.GetValueOrDefault(file.Path), tally, token).ConfigureAwait(false)).ConfigureAwait(false);
        }

        return repository;
    }

    private async Task FetchAsync(HubRepository repository, HubFile file, string? pinned, DownloadTally tally, CancellationToken cancellationToken)
    {
        FileStream held = await CacheLock.AcquireAsync(_cache.Lock(repository.Id, file.BlobName!), _timeProvider, _logger, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            // While this one waited, another process may have done it.
            string blob = _cache.Blob(repository.Id, file.BlobName!);
            if (!IsHere(repository, file))
            {
                if (HubCache.LengthOf(blob) == file.Size)
                {
                    tally.Move(file, 0, file.Size!.Value, isComplete: true);
                }
                else
                {
                    await new BlobDownload(_hub, _cache, repository.Id, repository.Commit, file, pinned, tally, _logger).RunAsync(cancellationToken).ConfigureAwait(false);
                }

                _cache.Publish(repository.Id, repository.Commit, file.Path, file.BlobName!);
            }
            else
            {
                tally.Move(file, 0, file.Size!.Value, isComplete: true);
            }
        }
    }

    private bool IsHere(HubRepository repository, HubFile file) => HubCache.LengthOf(_cache.FileIn(repository.Id, repository.Commit, file.Path)) == file.Size;
}
