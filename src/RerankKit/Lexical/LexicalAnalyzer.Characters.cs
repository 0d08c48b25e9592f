using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace RerankKit;

/// <summary>The path that takes one character at a time.</summary>
internal static partial class LexicalAnalyzer
{
    // A character is written as three at most (the ligature of f, f and i).
    private const int CharactersAtOnce = TermBuffer.Room / 4;

    private static State AnalyzeCharacters<TSink>(
        ReadOnlySpan<char> text,
        int textEnd,
        State state,
        CharacterTable table,
        TermBuffer buffer,
        ref TSink sink,
        bool leaveForAscii)
        where TSink : struct, ITermSink, allows ref struct
    {
        state = MakeRoom(buffer, state);
        int end = Math.Min(textEnd, state.Read + CharactersAtOnce);
        while (state.Read < end)
        {
            switch (table.Look(text[state.Read], out _))
            {
                case CharacterClass.Word:
                case CharacterClass.Expanded:
                    state = AnalyzeWord(text, end, state, table, buffer, ref sink);
                    break;
                case CharacterClass.Spaceless:
                    state = AnalyzeSpaceless(text, end, state, table, buffer, ref sink);
                    break;
                case CharacterClass.Surrogate:
                    state = AnalyzeSurrogate(text, state, table, buffer, ref sink);
                    break;
                case CharacterClass.Separator:
                    Close(buffer, state, ref sink);
                    state = new(state.Read + 1, state.Written, state.Written, Pending.None);
                    if (leaveForAscii && BeginsAsciiRun(text, state.Read))
                    {
                        return state;
                    }

                    break;
                default:
                    state = new(state.Read + 1, state.Written, state.Start, state.Pending);
                    break;
            }
        }

        return state;
    }

    private static State AnalyzeWord<TSink>(ReadOnlySpan<char> text, int end, State state, CharacterTable table, TermBuffer buffer, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        ref char target = ref buffer.First;
        if (state.Pending == Pending.Single)
        {
            Emit(ref target, state.Start, state.Written, ref sink);
        }

        int start = state.Pending == Pending.Word ? state.Start : state.Written;
        int written = state.Written;
        int read = state.Read;
        for (; read < end; read++)
        {
            CharacterClass kind = table.Look(text[read], out char form);
            if (kind == CharacterClass.Word)
            {
                Unsafe.Add(ref target, written++) = form;
            }
            else if (kind == CharacterClass.Expanded)
            {
                foreach (char part in table.Expansion(form))
                {
                    Unsafe.Add(ref target, written++) = part;
                }
            }
            else if (kind != CharacterClass.Dropped)
            {
                break;
            }
        }

        return new(read, written, start, Pending.Word);
    }

    private static State AnalyzeSpaceless<TSink>(ReadOnlySpan<char> text, int end, State state, CharacterTable table, TermBuffer buffer, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        ref char target = ref buffer.First;
        Pending pending = state.Pending;
        int written = state.Written;
        int start = state.Start;
        int read = state.Read;
        if (pending == Pending.Word)
        {
            Emit(ref target, start, written, ref sink);
            pending = Pending.None;
        }

        char last = '\0';
        for (; read < end && table.Look(text[read], out char form) == CharacterClass.Spaceless; read++)
        {
            if (table.Folds && read + 1 < text.Length && KanaVoicing.IsMark(text[read + 1]) && KanaVoicing.Join(form, text[read + 1]) is char voiced)
            {
                form = voiced;
                read++;
            }

            Unsafe.Add(ref target, written) = form;
            if (written - start == 1 && last != '\0')
            {
                // Both characters are at hand; hashing them from memory would wait for the write.
                sink.Add(ref Unsafe.Add(ref target, start), 2, TermHash.ComputePair(last, form));
                pending = Pending.Paired;
            }
            else if (pending != Pending.None)
            {
                Emit(ref target, start, written + 1, ref sink);
                pending = Pending.Paired;
            }
            else
            {
                pending = Pending.Single;
            }

            last = form;
            start = written++;
        }

        return new(read, written, start, pending);
    }

    /// <summary>Takes a surrogate pair; half a pair separates.</summary>
    private static State AnalyzeSurrogate<TSink>(ReadOnlySpan<char> text, State state, CharacterTable table, TermBuffer buffer, ref TSink sink)
        where TSink : struct, ITermSink, allows ref struct
    {
        int read = state.Read + 1;
        int written = state.Written;
        Rune form = default;
        CharacterClass kind = CharacterClass.Separator;
        if (Rune.DecodeFromUtf16(text[state.Read..], out Rune rune, out _) == OperationStatus.Done)
        {
            kind = table.Look(rune, out form);
            read++;
        }

        if (kind == CharacterClass.Dropped)
        {
            return new(read, written, state.Start, state.Pending);
        }

        if (kind == CharacterClass.Separator || kind != (state.Pending == Pending.Word ? CharacterClass.Word : CharacterClass.Spaceless))
        {
            Close(buffer, state, ref sink);
            state = new(state.Read, written, written, Pending.None);
        }

        if (kind == CharacterClass.Separator)
        {
            return new(read, written, written, Pending.None);
        }

        ref char target = ref buffer.First;
        written += form.EncodeToUtf16(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref target, written), 2));
        if (kind == CharacterClass.Word)
        {
            return new(read, written, state.Start, Pending.Word);
        }

        if (state.Pending == Pending.None)
        {
            return new(read, written, state.Written, Pending.Single);
        }

        Emit(ref target, state.Start, written, ref sink);
        return new(read, written, state.Written, Pending.Paired);
    }
}
