using System.Buffers;

namespace RerankKit.Models;

/// <summary>Token sequences one behind the other in a pooled array; one writer.</summary>
internal sealed class TokenArena : IDisposable
{
    /// <summary>Added to a token's segment: the other tokens of its sequence do not see it, though it sees them.</summary>
    public const int Unattended = 4;

    private const int TypeShift = 28;
    private const int IdMask = (1 << TypeShift) - 1;
    private const int TypeMask = Unattended - 1;
    private int[] _tokens;
    private int _length;

    public TokenArena(int capacity) => _tokens = ArrayPool<int>.Shared.Rent(capacity);

    /// <summary>Appends a sequence; answers where it begins.</summary>
    public int Append(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        int start = _length;
        if (_tokens.Length - start < ids.Length)
        {
            Grow(start + ids.Length);
        }

        Span<int> destination = _tokens.AsSpan(start, ids.Length);
        for (int i = 0; i < destination.Length; i++)
        {
            // Vocabularies are far smaller than 2^28: id, segment and attention share a number.
            destination[i] = ids[i] | (typeIds[i] << TypeShift);
        }

        _length += ids.Length;
        return start;
    }

    /// <summary>Reads back what <see cref="Append"/> wrote.</summary>
    public ReadOnlySpan<int> Read(int start, int length) => _tokens.AsSpan(start, length);

    public static int IdOf(int token) => token & IdMask;

    public static int TypeOf(int token) => (token >> TypeShift) & TypeMask;

    public static bool IsAttended(int token) => ((token >> TypeShift) & Unattended) == 0;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_tokens);
        _tokens = [];
    }

    private void Grow(int needed)
    {
        int[] larger = ArrayPool<int>.Shared.Rent(Math.Max(needed, _tokens.Length * 2));
        _tokens.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_tokens);
        _tokens = larger;
    }
}
