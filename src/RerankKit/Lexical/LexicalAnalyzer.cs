using System.Runtime.CompilerServices;

namespace RerankKit;

/// <summary>Cuts a text into terms: words, and overlapping pairs of characters where a script has no spaces.</summary>
/// <remarks>
/// Runs of ASCII are classified and lower-cased 64 characters at a time and the words read off bit masks; everything else goes
/// character by character through a <see cref="CharacterTable"/>. Both write what they fold to a <see cref="TermBuffer"/>, so that a
/// term that begins on one path and ends on the other is in one piece.
/// </remarks>
internal static partial class LexicalAnalyzer
{
    /// <summary>What is open at the end of what has been read.</summary>
    private enum Pending : byte
    {
        /// <summary>No term.</summary>
        None,

        /// <summary>A word that may go on.</summary>
        Word,

        /// <summary>One character of a script without spaces, not yet part of a pair.</summary>
        Single,

        /// <summary>The last character of a pair that was already handed over.</summary>
        Paired,
    }

    /// <summary>Hands the terms of <paramref name="text"/> to <paramref name="sink"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="table">How to fold.</param>
    /// <param name="buffer">Scratch space.</param>
    /// <param name="sink">Takes the terms.</param>
    /// <param name="vectorized">False leaves out the path for runs of ASCII, to test one against the other.</param>
    public static void Analyze<TSink>(ReadOnlySpan<char> text, CharacterTable table, TermBuffer buffer, ref TSink sink, bool vectorized = true)
        where TSink : struct, ITermSink, allows ref struct
    {
        Analyze(text, 0, text.Length, table, buffer, ref sink, vectorized);
    }

    /// <summary>Hands the terms of <paramref name="text"/> to <paramref name="sink"/>, and behind the parts of each identifier the whole of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="table">How to fold.</param>
    /// <param name="buffer">Scratch space.</param>
    /// <param name="sink">Takes the terms.</param>
    public static void AnalyzeWithIdentifiers<TSink>(ReadOnlySpan<char> text, CharacterTable table, TermBuffer buffer, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        int read = 0;
        while (!sink.IsFull && Identifiers.TryFind(text, read, table, out Range found))
        {
            // An identifier ends a word, so that the text can be cut behind it.
            int end = found.End.Value;
            Analyze(text, read, end, table, buffer, ref sink, vectorized: true);
            int length = Identifiers.Fold(text[found], table, ref buffer.First);
            sink.AddWhole(ref buffer.First, length, TermHash.Compute(ref buffer.First, length));
            read = end;
        }

        Analyze(text, read, text.Length, table, buffer, ref sink, vectorized: true);
    }

    /// <summary>Takes a part of the text, which may be cut only where no word goes on.</summary>
    private static void Analyze<TSink>(ReadOnlySpan<char> text, int start, int end, CharacterTable table, TermBuffer buffer, ref TSink sink, bool vectorized)
        where TSink : struct, ITermSink, allows ref struct
    {
        var state = new State(start, 0, 0, Pending.None);
        while (state.Read < end && !sink.IsFull)
        {
            if (vectorized && text[state.Read] < 0x80)
            {
                // ASCII ends what is open of a script without spaces.
                Close(buffer, state.Pending == Pending.Single ? state : default, ref sink);
                state = AnalyzeAscii(text, end, state, buffer, ref sink);
            }
            else
            {
                state = AnalyzeCharacters(text, end, state, table, buffer, ref sink, leaveForAscii: vectorized);
            }
        }

        Close(buffer, state, ref sink);
    }

    private static void Close<TSink>(TermBuffer buffer, State state, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        if (state.Pending is Pending.Word or Pending.Single)
        {
            Emit(ref buffer.First, state.Start, state.Written, ref sink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Emit<TSink>(ref char buffer, int start, int end, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        ref char first = ref Unsafe.Add(ref buffer, start);
        sink.Add(ref first, end - start, TermHash.Compute(ref first, end - start));
    }

    private static State MakeRoom(TermBuffer buffer, State state)
    {
        if (buffer.HasRoom(state.Written))
        {
            return state;
        }

        int keep = state.Pending == Pending.None ? state.Written : state.Start;
        buffer.MakeRoom(keep, state.Written);
        return new(state.Read, state.Written - keep, 0, state.Pending);
    }

    /// <summary>How far a text has been read, and what is open there.</summary>
    private readonly struct State(int read, int written, int start, Pending pending)
    {
        /// <summary>How many characters of the text have been read.</summary>
        public int Read { get; } = read;

        /// <summary>How many characters of the buffer are written.</summary>
        public int Written { get; } = written;

        /// <summary>Where the open term begins in the buffer.</summary>
        public int Start { get; } = start;

        public Pending Pending { get; } = pending;
    }
}
