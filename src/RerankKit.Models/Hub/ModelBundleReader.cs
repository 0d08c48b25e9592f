using System.Formats.Tar;
using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>
/// Unpacks a bundle into a cache. Nothing in the archive is trusted: names must be those of the manifest, contents must have their
/// checksums, and the snapshot appears only when all of it has been checked.
/// </summary>
internal sealed class ModelBundleReader(HubCache cache, TimeProvider timeProvider, ILogger logger)
{
    public async Task<ModelBundle> ReadAsync(Stream source, Action<ModelBundle> admit, CancellationToken cancellationToken)
    {
        var tar = new TarReader(source, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            ModelBundle bundle = await ReadManifestAsync(tar, cancellationToken).ConfigureAwait(false);
            admit(bundle);
            Dictionary<string, ModelBundleFile> missing = bundle.Files.ToDictionary(file => ModelBundle.FilePrefix + file.Path, StringComparer.Ordinal);
            while (await NextAsync(tar, cancellationToken).ConfigureAwait(false) is TarEntry entry)
            {
                ModelBundleFile file = missing.Remove(entry.Name, out ModelBundleFile? known)
                    ? known
                    : throw Invalid($"it holds '{entry.Name}', which its manifest does not name or names once");
                await StoreAsync(bundle, file, entry, cancellationToken).ConfigureAwait(false);
            }

            return missing.Count == 0 ? bundle : throw Invalid($"it ends without '{missing.Keys.First()}'");
        }
    }

    private static async Task<ModelBundle> ReadManifestAsync(TarReader tar, CancellationToken cancellationToken)
    {
        TarEntry? entry = await NextAsync(tar, cancellationToken).ConfigureAwait(false);
        if (entry is not { Name: ModelBundle.ManifestName, Length: <= ModelBundle.MaxManifestBytes })
        {
            throw Invalid($"it does not begin with '{ModelBundle.ManifestName}'; bundles are made with 'rerankkit models pack'");
        }

        byte[] bytes = new byte[entry.Length];
        await (entry.DataStream ?? Stream.Null).ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return ModelBundle.FromJson(bytes);
    }

    private static async Task<TarEntry?> NextAsync(TarReader tar, CancellationToken cancellationToken)
    {
        try
        {
            TarEntry? entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
            return entry is null or { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile }
                ? entry
                : throw Invalid($"it holds '{entry.Name}', which is a {entry.EntryType}; only files are allowed");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw Invalid("it is no tar archive, or it is cut off", exception);
        }
    }

    // A blob is named by its content, so one that passes its check is right whatever comes after it.
    private async Task StoreAsync(ModelBundle bundle, ModelBundleFile file, TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Length != file.Size)
        {
            throw Invalid($"'{file.Path}' is {entry.Length} bytes long, but its manifest says {file.Size}");
        }

        string blob = cache.Blob(bundle.Id, file.BlobName);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        FileStream held = await CacheLock.AcquireAsync(cache.Lock(bundle.Id, file.BlobName), timeProvider, logger, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            string temporary = $"{blob}.{Guid.NewGuid():N}.tmp";
            try
            {
                (string sha256, string gitSha1) = await CopyAsync(entry, temporary, cancellationToken).ConfigureAwait(false);
                if (sha256 != file.Sha256 || file.BlobName != (HubNames.IsSha256(file.BlobName) ? sha256 : gitSha1))
                {
                    throw new ModelStoreException(
                        ModelStoreError.HashMismatch, $"'{file.Path}' in the bundle has the SHA-256 {sha256}, but its manifest says {file.Sha256}. The bundle is damaged: copy it again.");
                }

                File.Move(temporary, blob, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
    }

    private static async Task<(string Sha256, string GitSha1)> CopyAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        using var hash = new ContentHash(entry.Length);
        var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (target.ConfigureAwait(false))
        {
            try
            {
                long length = await hash.AppendAsync(entry.DataStream ?? Stream.Null, target, cancellationToken).ConfigureAwait(false);
                return length == entry.Length ? hash.Finish() : throw Invalid("it is cut off");
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw Invalid("it is cut off or damaged", exception);
            }
        }
    }

    private static ModelStoreException Invalid(string why, Exception? cause = null) => new(ModelStoreError.InvalidBundle, $"The bundle cannot be unpacked: {why}.", cause);
}
