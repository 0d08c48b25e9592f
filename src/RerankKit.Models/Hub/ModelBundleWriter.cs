using System.Formats.Tar;

namespace RerankKit.Models;

/// <summary>Writes a model as a tar archive: the manifest first, then the files. The same model gives the same bytes.</summary>
internal static class ModelBundleWriter
{
    public static async Task WriteAsync(StoredModel model, string revision, Stream target, CancellationToken cancellationToken)
    {
        List<ModelBundleFile> files = [];
        foreach (ModelFile file in model.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            files.Add(await DescribeAsync(model, file, cancellationToken).ConfigureAwait(false));
        }

        var bundle = new ModelBundle(model.Id!, revision, model.Revision!, model.Licence, files);
        var tar = new TarWriter(target, TarEntryFormat.Pax, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            await WriteAsync(tar, ModelBundle.ManifestName, new MemoryStream(bundle.ToJson()), cancellationToken).ConfigureAwait(false);
            foreach (ModelBundleFile file in files)
            {
                await WriteAsync(tar, ModelBundle.FilePrefix + file.Path, Open(model, file.Path), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task WriteAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken)
    {
        await using (content.ConfigureAwait(false))
        {
            var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            };
            await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
        }
    }

    // Reading every file once more also proves that the cache is intact.
    private static async Task<ModelBundleFile> DescribeAsync(StoredModel model, ModelFile file, CancellationToken cancellationToken)
    {
        using var hash = new ContentHash(file.Size);
        Stream content = Open(model, file.Path);
        await using (content.ConfigureAwait(false))
        {
            await hash.AppendAsync(content, Stream.Null, cancellationToken).ConfigureAwait(false);
        }

        (string sha256, string gitSha1) = hash.Finish();
        if (file.Sha256 is not null && file.Sha256 != sha256)
        {
            throw new ModelStoreException(
                ModelStoreError.HashMismatch, $"{Path.Combine(model.Directory, file.Path)} has the SHA-256 {sha256}, but the hub lists {file.Sha256}. Delete it and pull the model again.");
        }

        // A link's target is named as the hub names the blob.
        string? linked = Path.GetFileName(new FileInfo(Path.Combine(model.Directory, file.Path)).LinkTarget);
        return new(file.Path, file.Size, sha256, linked == sha256 ? sha256 : file.Sha256 ?? gitSha1);
    }

    private static FileStream Open(StoredModel model, string path) =>
        new(Path.Combine(model.Directory, path), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
}
