using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>Where the analyzer writes folded text, so that every term lies in one piece.</summary>
/// <remarks>It is emptied whenever it is full: only the term that is still growing is kept, so it is as long as the longest term.</remarks>
internal sealed class TermBuffer
{
    /// <summary>The most characters that are written between two calls of <see cref="MakeRoom"/>.</summary>
    public const int Room = 1024;

    /// <summary>How much may be read of what <see cref="HoldTail"/> returns.</summary>
    public const int TailLength = 64 + TermHash.Overread;

    private const int InitialLength = 4 * Room;
    private readonly char[] _tail = new char[TailLength];
    private char[] _characters = new char[InitialLength + TermHash.Overread];

    /// <summary>How much it holds.</summary>
    public int Length => _characters.Length;

    /// <summary>The first character.</summary>
    public ref char First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref MemoryMarshal.GetArrayDataReference(_characters);
    }

    /// <summary>Whether <see cref="Room"/> characters fit behind <paramref name="written"/>, and what may be read behind a term.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasRoom(int written) => written + Room + TermHash.Overread <= _characters.Length;

    /// <summary>Moves the characters from <paramref name="start"/> to <paramref name="written"/> to the front, and grows when they fill it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MakeRoom(int start, int written)
    {
        int kept = written - start;
        char[] target = _characters;
        if (kept > _characters.Length / 2)
        {
            target = new char[checked((2 * _characters.Length) + Room)];
        }

        _characters.AsSpan(start, kept).CopyTo(target);
        _characters = target;
    }

    /// <summary>Copies the end of a text, so that it can be read past its end, where there are zeros.</summary>
    public ref char HoldTail(ReadOnlySpan<char> text)
    {
        _tail.AsSpan().Clear();
        text.CopyTo(_tail);
        return ref MemoryMarshal.GetArrayDataReference(_tail);
    }

    /// <summary>Copies a term that was not written here, so that it can be read past its end.</summary>
    public ref char Hold(ReadOnlySpan<char> term)
    {
        if (term.Length + TermHash.Overread > _characters.Length)
        {
            _characters = new char[term.Length + Room + TermHash.Overread];
        }

        term.CopyTo(_characters);
        return ref First;
    }
}
