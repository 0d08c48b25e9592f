using System.Buffers;

namespace RerankKit.Models;

/// <summary>The token sequences of one call, waiting to be scored, and their scores.</summary>
/// <remarks>
/// Filled by its owner, then handed to a <see cref="BatchScheduler"/>, under whose lock everything else happens. A batch in flight may outlive the
/// call (cancelled, out of time), so the memory goes back to the pool only when the last holder lets go.
/// </remarks>
internal sealed partial class SequenceRequest : IDisposable
{
    private readonly TokenArena[] _arenas;
    private readonly Sequence[] _sequences;
    private readonly double[] _logits;
    private readonly int[] _order;
    private int _holders = 1;

    /// <summary>Makes an empty request.</summary>
    /// <param name="count">How many sequences there will be.</param>
    /// <param name="arenas">How many threads will write tokens at once.</param>
    public SequenceRequest(int count, int arenas)
    {
        Count = count;
        _arenas = new TokenArena[arenas];
        for (int i = 0; i < arenas; i++)
        {
            _arenas[i] = new(capacity: 1024);
        }

        _sequences = ArrayPool<Sequence>.Shared.Rent(count);
        _sequences.AsSpan(0, count).Clear();
        _logits = ArrayPool<double>.Shared.Rent(count);
        _logits.AsSpan(0, count).Fill(double.NaN);
        _order = ArrayPool<int>.Shared.Rent((2 * count) + 1);
    }

    /// <summary>Receives the vectors, for models that give some; null otherwise.</summary>
    public ITokenVectorSink? Sink { get; init; }

    /// <summary>How many sequences there are.</summary>
    public int Count { get; }

    /// <summary>All tokens of all sequences.</summary>
    public long TokenCount { get; private set; }

    /// <summary>What the model takes for a sequence of average length, by the runs so far; null where nobody asked.</summary>
    public (int Tokens, TimeSpan Time)? Cost { get; set; }

    /// <summary>NaN where no run came to the sequence, infinite where a run left something that is not a number.</summary>
    public ReadOnlySpan<double> Logits => _logits.AsSpan(0, Count);

    /// <summary>Writes sequence <paramref name="index"/>; different threads write to different arenas.</summary>
    public void Write(int index, int arena, ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, bool isTruncated) =>
        _sequences[index] = new(arena, _arenas[arena].Append(ids, typeIds), ids.Length, isTruncated, IsWritten: true);

    /// <summary>Keeps the model's number for a sequence.</summary>
    public void SetLogit(int index, double logit) => _logits[index] = double.IsFinite(logit) ? logit : double.PositiveInfinity;

    /// <summary>Whether there is a sequence: there may have been no time to write it.</summary>
    public bool IsWritten(int index) => _sequences[index].IsWritten;

    public int Length(int index) => _sequences[index].Length;

    public bool IsTruncated(int index) => _sequences[index].IsTruncated;

    /// <summary>The tokens of a sequence, to be read with <see cref="TokenArena.IdOf"/>, <see cref="TokenArena.TypeOf"/> and <see cref="TokenArena.IsAttended"/>.</summary>
    public ReadOnlySpan<int> Tokens(int index) => _arenas[_sequences[index].Arena].Read(_sequences[index].Start, _sequences[index].Length);

    /// <summary>One more batch reads the tokens.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>Lets go; the last one gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
        {
            return;
        }

        foreach (TokenArena arena in _arenas)
        {
            arena.Dispose();
        }

        ArrayPool<Sequence>.Shared.Return(_sequences);
        ArrayPool<double>.Shared.Return(_logits);
        ArrayPool<int>.Shared.Return(_order);
    }

    private readonly record struct Sequence(int Arena, int Start, int Length, bool IsTruncated, bool IsWritten);
}
