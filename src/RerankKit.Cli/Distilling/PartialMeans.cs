using System.Text;
using RerankKit.Embedded;

namespace RerankKit.Cli.Distilling;

/// <summary>What was read of the corpus so far, in a file beside the output, <c>TABLE.partial</c>, until the table is there.</summary>
/// <remarks>It begins with a digest of model, settings and corpus, and ends with one of itself; it is replaced as a whole.</remarks>
internal sealed class PartialMeans
{
    private const int DigestLength = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);
    private readonly string? _path;
    private readonly string _key;
    private readonly TimeProvider _time;
    private long _last;

    private PartialMeans(string? path, Hash128 key, TimeProvider time, ContextualMeans means)
    {
        (_path, _key, _time, Means) = (path, key.ToString(), time, means);
        _last = time.GetTimestamp();
        Kept = means.Passages;
    }

    /// <summary>What is added to.</summary>
    public ContextualMeans Means { get; }

    /// <summary>How many passages are in the file.</summary>
    public int Kept { get; private set; }

    /// <summary>Opens it, and reads what an earlier run left.</summary>
    /// <param name="path">The file; null where nothing can be kept.</param>
    /// <param name="key">Names model, settings and corpus.</param>
    /// <param name="pieces">Pieces of the vocabulary.</param>
    /// <param name="width">Numbers of a vector.</param>
    /// <param name="time">Says when to write.</param>
    /// <exception cref="InputException">What is there is of something else, or damaged.</exception>
    public static PartialMeans Open(string? path, Hash128 key, int pieces, int width, TimeProvider time)
    {
        ContextualMeans means = path is not null && File.Exists(path) ? Read(path, key.ToString(), pieces, width) : new(pieces, width);
        return new(path, key, time, means);
    }

    /// <summary>Writes when it is time.</summary>
    public void Report()
    {
        if (_time.GetElapsedTime(_last) >= Pause)
        {
            Write();
        }
    }

    /// <summary>Writes.</summary>
    public void Write()
    {
        _last = _time.GetTimestamp();
        if (_path is null || Kept == Means.Passages)
        {
            return;
        }

        using var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes(_key));
        Means.Write(bytes);
        string digest = Hash128.OfBytes(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToString();
        bytes.Write(Encoding.ASCII.GetBytes(digest));
        using var target = TargetFile.Find(_path);
        bytes.WriteTo(target.Open());
        target.Commit();
        Kept = Means.Passages;
    }

    /// <summary>What stays when the work ends early.</summary>
    public string Whereabouts(int total) => Kept == 0 ? "Nothing is kept yet."
        : Invariant($"{Kept:N0} of {total:N0} passages are kept in '{_path}'; the same command goes on behind them.");

    private static ContextualMeans Read(string path, string key, int pieces, int width)
    {
        byte[] bytes = File.ReadAllBytes(path);
        Span<byte> content = bytes.AsSpan(0, Math.Max(0, bytes.Length - DigestLength));
        if (bytes.Length < 2 * DigestLength || !bytes.AsSpan(content.Length).SequenceEqual(Encoding.ASCII.GetBytes(Hash128.OfBytes(content).ToString())))
        {
            throw new InputException($"'{path}' is not what an unfinished rerankkit distill leaves, or is damaged. Delete it, or name another --output.");
        }

        if (!content.StartsWith(Encoding.ASCII.GetBytes(key)))
        {
            throw new InputException($"'{path}' is of another model, other settings or another corpus. Delete it to begin anew, or name another --output.");
        }

        using var stream = new MemoryStream(bytes, DigestLength, content.Length - DigestLength);
        return ContextualMeans.Read(stream, pieces, width);
    }
}
