using System.IO.Compression;

namespace RerankKit.Models;

// Models that travel as one file to machines without the hub.
public sealed partial class ModelStore
{
    /// <summary>Packs a model into one file, downloading it first where it is not here.</summary>
    /// <param name="model">An id of the hub or a short name of <see cref="ModelCatalog"/>.</param>
    /// <param name="path">The file to write: a tar archive, compressed where the name ends in <c>.gz</c> or <c>.tgz</c>. It appears when it is whole; a device or a pipe is written through.</param>
    /// <param name="request">Which revision and files; null for the default.</param>
    /// <param name="progress">Learns where a download stands.</param>
    /// <param name="cancellationToken">Cancels; nothing is left at <paramref name="path"/>.</param>
    /// <returns>The model that was packed.</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is not an id.</exception>
    /// <exception cref="ModelStoreException">The model cannot be had, or its files in the cache are damaged.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<StoredModel> PackAsync(
        string model, string path, ModelRequest? request = null, IProgress<ModelDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        request ??= new();
        using var target = TargetFile.Find(path);
        StoredModel stored = await ResolveAsync(model, request, progress, cancellationToken).ConfigureAwait(false);
        if (stored.Id is null)
        {
            throw new ArgumentException($"'{model}' is a folder; only models of the hub are packed. A folder can be copied as it is.", nameof(model));
        }

        Stream file = target.Open();
        Stream bundle = IsCompressed(path) ? new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true) : file;
        await ModelBundleWriter.WriteAsync(stored, request.Revision, bundle, cancellationToken).ConfigureAwait(false);
        if (bundle != file)
        {
            await bundle.DisposeAsync().ConfigureAwait(false);
        }

        target.Commit();
        return stored;
    }

    /// <summary>Unpacks a file made by <see cref="PackAsync"/> into <see cref="CacheDirectory"/>, and makes its revision the one in use.</summary>
    /// <param name="path">The bundle, compressed or not.</param>
    /// <param name="request">Accepts a licence, and pins checksums; its revision does not matter. Null for the default.</param>
    /// <param name="cancellationToken">Cancels; the model appears whole or not at all.</param>
    /// <returns>The model that was unpacked.</returns>
    /// <exception cref="ModelStoreException">
    /// The bundle is damaged or hostile, its licence was not accepted, or the same commit is here with other contents.
    /// </exception>
    /// <exception cref="IOException">The bundle cannot be read, or the cache cannot be written.</exception>
    public async Task<StoredModel> UnpackAsync(string path, ModelRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        request ??= new();
        LfsPointer.Refuse(path);
        ModelBundle bundle;
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            Stream source = await IsGZipAsync(file, cancellationToken).ConfigureAwait(false) ? new GZipStream(file, CompressionMode.Decompress) : file;
            await using (source.ConfigureAwait(false))
            {
                bundle = await new ModelBundleReader(_cache, _timeProvider, _logger)
                    .ReadAsync(source, manifest => Admit(manifest, request), cancellationToken).ConfigureAwait(false);
            }
        }

        for (int i = 0; i < bundle.Files.Count; i++)
        {
            ModelBundleFile packed = bundle.Files[i];
            FileStream held = await CacheLock.AcquireAsync(_cache.Lock(bundle.Id, packed.BlobName), _timeProvider, _logger, cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                _cache.Publish(bundle.Id, bundle.Commit, packed.Path, packed.BlobName, isBlobStillNeeded: bundle.Files.Skip(i + 1).Any(later => later.BlobName == packed.BlobName));
            }
        }

        _cache.WriteRecord(Extend(_cache.ReadRecord(bundle.Id, bundle.Commit), bundle));
        _cache.WriteRevision(bundle.Id, bundle.Revision, bundle.Commit);
        request = request with { Revision = bundle.Commit, LocalFilesOnly = true, OnnxFile = bundle.Files.Single(packed => OnnxVariant.IsOnnx(packed.Path)).Path };
        StoredModel stored = await ResolveIdAsync(bundle.Id, request, progress: null, cancellationToken).ConfigureAwait(false);
        await CheckPinsAsync(stored, request, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    // What else the hub has at this commit is known only where it was asked.
    private static HubRepository Extend(HubRepository? record, ModelBundle bundle)
    {
        record ??= new(bundle.Id, bundle.Commit, bundle.Licence, []) { IsPartial = true };
        IEnumerable<ModelBundleFile> further = bundle.Files.Where(packed => record.Find(packed.Path) is null);
        return record with { Files = [.. record.Files, .. further.Select(packed => packed.ToHubFile())] };
    }

    private static bool IsCompressed(string path) =>
        path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> IsGZipAsync(FileStream file, CancellationToken cancellationToken)
    {
        byte[] magic = new byte[2];
        int read = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        file.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b];
    }

    private void Admit(ModelBundle bundle, ModelRequest request)
    {
        RefuseNonCommercial(bundle.Id, ModelCatalog.Find(bundle.Id)?.Licence ?? bundle.Licence, request);
        if (bundle.Files.Count(file => OnnxVariant.IsOnnx(file.Path)) != 1)
        {
            throw new ModelStoreException(ModelStoreError.InvalidBundle, "The bundle cannot be unpacked: it does not hold exactly one ONNX file.");
        }

        // A commit never changes, so a bundle that says otherwise is wrong, or the cache is.
        HubRepository? record = _cache.ReadRecord(bundle.Id, bundle.Commit);
        foreach (ModelBundleFile file in bundle.Files)
        {
            if (record?.Find(file.Path) is { BlobName: string known } && known != file.BlobName)
            {
                throw new ModelStoreException(
                    ModelStoreError.HashMismatch, $"'{file.Path}' of {bundle.Id} at commit {bundle.Commit} has the checksum {file.BlobName} in the bundle, but {known} in the cache. One of them was changed: do not use the bundle unless you know why.");
            }

            if (request.Sha256.TryGetValue(file.Path, out string? pinned) && pinned != file.Sha256)
            {
                throw new ModelStoreException(ModelStoreError.HashMismatch, $"'{file.Path}' in the bundle has the SHA-256 {file.Sha256}, but {pinned} is pinned.");
            }
        }
    }
}
