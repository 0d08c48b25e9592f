namespace RerankKit.LateInteraction;

/// <summary>A query as a kernel reads it. Thread-safe until it is disposed.</summary>
/// <param name="count">The query's tokens.</param>
/// <param name="paddedCount">Lanes: the tokens, rounded up to whole groups.</param>
internal abstract unsafe class PackedQuery(int count, int paddedCount) : IDisposable
{
    /// <summary>Query tokens.</summary>
    public int Count { get; } = count;

    /// <summary>Numbers that <see cref="Match"/> writes; those behind <see cref="Count"/> mean nothing.</summary>
    public int PaddedCount { get; } = paddedCount;

    /// <summary>Into how many parts <see cref="Match"/> can be cut.</summary>
    public abstract int GroupCount { get; }

    /// <summary>How many query tokens a group has, the last one maybe fewer.</summary>
    public abstract int GroupSize { get; }

    /// <summary>Bytes that <see cref="Match"/> needs to work in, aligned to 64.</summary>
    public abstract int ScratchBytes { get; }

    /// <summary>For each query token of some groups the greatest dot product with a document's tokens.</summary>
    /// <param name="document">The encoded document.</param>
    /// <param name="tokens">Its tokens, at least one.</param>
    /// <param name="firstGroup">The first group wanted.</param>
    /// <param name="endGroup">The group behind the last one wanted.</param>
    /// <param name="scratch">To work in.</param>
    /// <param name="maxima">Receives one number per lane of the query; lanes of other groups are left alone.</param>
    public abstract void Match(byte* document, int tokens, int firstGroup, int endGroup, byte* scratch, float* maxima);

    /// <summary>How long a query token is, as the kernel multiplies it.</summary>
    public abstract float Length(int index);

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();

    /// <summary>Repeats the last of some rows until there are <paramref name="height"/>: more of the same changes no maximum.</summary>
    protected static void RepeatLast(byte* rows, int bytesPerRow, int count, int height)
    {
        var last = new ReadOnlySpan<byte>(rows + ((count - 1) * bytesPerRow), bytesPerRow);
        for (int row = count; row < height; row++)
        {
            last.CopyTo(new Span<byte>(rows + (row * bytesPerRow), bytesPerRow));
        }
    }
}
