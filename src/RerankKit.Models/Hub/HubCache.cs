using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>
/// Hugging Face's cache folder, shared with its other tools:
/// <c>models--org--name/{blobs,refs,snapshots}</c> and <c>.locks/models--org--name</c>.
/// </summary>
internal sealed partial class HubCache(HubSettings settings, ILogger logger)
{
    private const string Links = "snapshots";

    public string Root => settings.CacheDirectory;

    public string Repository(string id) => Path.Combine(Root, FolderName(id));

    public string Blob(string id, string name) => Path.Combine(Repository(id), "blobs", name);

    public string Snapshot(string id, string commit) => Path.Combine(Repository(id), Links, commit);

    public string FileIn(string id, string commit, string path) => Path.Combine(Snapshot(id, commit), path.Replace('/', Path.DirectorySeparatorChar));

    public string Lock(string id, string name) => Path.Combine(Root, ".locks", FolderName(id), name + ".lock");

    /// <summary>The commit that a revision meant when it was last downloaded; null where it never was.</summary>
    public string? ReadRevision(string id, string revision)
    {
        if (HubNames.IsCommit(revision))
        {
            return revision.ToLowerInvariant();
        }

        string path = Reference(id, revision);
        return File.Exists(path) && File.ReadAllText(path).Trim() is { } commit && HubNames.IsCommit(commit) ? commit : null;
    }

    /// <summary>Notes the commit that a branch or tag means, so that other readers see the old one or the new one.</summary>
    public void WriteRevision(string id, string revision, string commit)
    {
        if (!HubNames.IsCommit(revision) && ReadRevision(id, revision) != commit)
        {
            WriteWhole(Reference(id, revision), commit);
        }
    }

    /// <summary>All files of a snapshot that are here, with forward slashes, in ordinal order; empty where there is no snapshot.</summary>
    public IReadOnlyList<string> ListSnapshot(string id, string commit)
    {
        string folder = Snapshot(id, commit);
        return Directory.Exists(folder) ? ListFiles(folder) : [];
    }

    public static IReadOnlyList<string> ListFiles(string folder)
    {
        List<string> files = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            // A link whose blob was deleted is no file.
            if (LengthOf(file) is not null)
            {
                files.Add(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>The length of a file, or of what a link points to; null where there is none. File.Exists is content with the link.</summary>
    public static long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        return !file.Exists ? null
            : file.LinkTarget is null ? file.Length
            : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : null;
    }

    /// <summary>The ids of all models that have a snapshot here, in ordinal order.</summary>
    public IReadOnlyList<string> ListModels()
    {
        const string Prefix = "models--";
        return Directory.Exists(Root)
            ? [.. Directory.EnumerateDirectories(Root, Prefix + "*")
                .Where(folder => Directory.Exists(Path.Combine(folder, Links)))
                .Select(folder => Path.GetFileName(folder)[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal))
                .Where(HubNames.IsId)
                .Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Makes a blob a file of a snapshot. Call it with the blob's lock held.</summary>
    public void Publish(string id, string commit, string path, string blobName, bool isBlobStillNeeded = false)
    {
        string file = FileIn(id, commit, path);
        string blob = Blob(id, blobName);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (settings.UseSymbolicLinks && TryLink(file, blob))
        {
            return;
        }

        // As huggingface_hub does without links: the blob itself becomes the file.
        if (isBlobStillNeeded)
        {
            File.Copy(blob, file, overwrite: true);
        }
        else
        {
            File.Move(blob, file, overwrite: true);
        }
    }

    /// <summary>Writes a file so that nobody ever sees half of it.</summary>
    public static void WriteWhole(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = Temporary(path);
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string FolderName(string id) => "models--" + id.Replace("/", "--", StringComparison.Ordinal);

    private static string Temporary(string path) => $"{path}.{Guid.NewGuid():N}.tmp";

    private string Reference(string id, string revision) =>
        Path.Combine(Repository(id), "refs", revision.Replace('/', Path.DirectorySeparatorChar));

    private bool TryLink(string file, string blob)
    {
        string temporary = Temporary(file);
        try
        {
            // Relative, so that the cache can be moved.
            File.CreateSymbolicLink(temporary, Path.GetRelativePath(Path.GetDirectoryName(file)!, blob));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or PlatformNotSupportedException)
        {
            File.Delete(temporary);
            ModelStoreLog.NoLinks(logger, exception, Root);
            return false;
        }

        File.Move(temporary, file, overwrite: true);
        return true;
    }
}
