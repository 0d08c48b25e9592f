using System.Buffers;
using System.Collections.Concurrent;

namespace RerankKit.Models;

/// <summary>Names files by their content, so that machines with the same files agree whenever and however these came there.</summary>
/// <remarks>XXH3 rather than SHA-256: nothing is proven by it, and it is read from memory while the model is loaded. A file is read again when its length or time changes.</remarks>
internal static class ContentFingerprint
{
    private const int ChunkBytes = 1 << 20;
    private const int MostKnown = 1024;

    private static readonly string[] TokenizerPatterns =
    [
        "tokenizer.json", "tokenizer.json.gz", "vocab.json", "merges.txt", "vocab.txt", "*.model", "tokenizer_config.json", "special_tokens_map.json",
    ];

    private static readonly ConcurrentDictionary<string, KnownFile> Known = new(StringComparer.Ordinal);

    /// <summary>All that a model is loaded from: 32 hexadecimal digits.</summary>
    public static string Of(StoredModel model) => Of(model.Directory, model.Files.Select(file => file.Path));

    /// <summary>What a folder has of a model besides its graph.</summary>
    public static string OfSupport(string directory)
    {
        IReadOnlyList<string> paths = HubCache.ListFiles(directory);
        return Of(directory, ModelFiles.Support(paths).Concat(ModelFiles.OfModules(directory, paths)));
    }

    /// <summary>A tokenizer's files.</summary>
    /// <param name="path">Its folder, or one of its files, beside which the others are.</param>
    public static string OfTokenizer(string path)
    {
        string directory = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Of(directory, TokenizerPatterns.SelectMany(pattern => Directory.EnumerateFiles(directory, pattern)).Select(Path.GetFileName).OfType<string>());
    }

    /// <summary>The content of files, and their names in the folder.</summary>
    public static string Of(string directory, IEnumerable<string> paths)
    {
        var hash = Hash128.Of(text: null);
        foreach (string path in paths.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            hash = hash.Then(path).Then(OfFile(Path.Combine(directory, path)));
        }

        return hash.ToString();
    }

    /// <summary>The content of one file.</summary>
    public static Hash128 OfFile(string path)
    {
        var file = new FileInfo(Path.GetFullPath(path));
        file = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (Known.TryGetValue(file.FullName, out KnownFile known) && known.Length == file.Length && known.Written == file.LastWriteTimeUtc)
        {
            return known.Hash;
        }

        // What was there before the reading: a file that changes meanwhile is read again the next time.
        var read = new KnownFile(file.Length, file.LastWriteTimeUtc, Read(file.FullName));
        if (Known.Count >= MostKnown)
        {
            Known.Clear();
        }

        Known[file.FullName] = read;
        return read.Hash;
    }

    // In chunks, so that files of any size need the same memory.
    private static Hash128 Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        Span<byte> chunk = buffer.AsSpan(0, ChunkBytes);
        var hash = Hash128.Of(text: null);
        int length;
        do
        {
            length = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            hash = hash.Then(Hash128.OfBytes(chunk[..length]));
        }
        while (length == chunk.Length);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    private readonly record struct KnownFile(long Length, DateTime Written, Hash128 Hash);
}
