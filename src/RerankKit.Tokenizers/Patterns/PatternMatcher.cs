using System.Numerics;
using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>
/// Runs a compiled pattern by backtracking with memory: for every split and place it notes whether the split was tried there. Not thread-safe.
/// </summary>
internal sealed class PatternMatcher
{
    private const int KeptLength = 1 << 20;

    // A split that was not tried at a place before.
    private const int Fresh = -2;

    private PatternProgram _program = null!;
    private PatternInstruction[] _steps = [];
    private CodePointSet[] _sets = [];

    // A bit for each split at each place of the text, place by place.
    private ulong[] _tried = [];
    private int _wordsPerPlace;

    // For splits inside look-around and atomic groups: 0 unknown, 1 failed or under way, n + 2 matched up to n.
    private int[] _inner = [];

    private int[] _stack = new int[64];
    private int _depth;
    private int[] _trail = new int[16];
    private int _trailLength;

    /// <summary>Forgets what is known, for a text of a certain length.</summary>
    public void Begin(PatternProgram program, int length)
    {
        _program = program;
        _steps = program.Steps;
        _sets = program.Sets;
        _wordsPerPlace = (program.Splits + 63) / 64;
        Clear(ref _tried, checked((length + 1) * _wordsPerPlace));
        Clear(ref _inner, checked((length + 1) * program.InnerSplits));
        if (_stack.Length > KeptLength)
        {
            _stack = new int[64];
        }
    }

    /// <summary>The leftmost match from a place on; places before the end of the last match are not asked again.</summary>
    public bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (start = from; start <= text.Length; start++)
        {
            if (_program.FirstUnits is { } first)
            {
                int skipped = text[start..].IndexOfAny(first);
                if (skipped < 0)
                {
                    break;
                }

                start += skipped;
            }

            if (start > 0 && start < text.Length && char.IsSurrogatePair(text[start - 1], text[start]))
            {
                continue;
            }

            _depth = 0;
            end = Run(text, _program.Start, start, isInner: false);
            if (end >= 0)
            {
                // Ways that led to this match have not failed; all of them that can be met again are at its end.
                _tried.AsSpan(end * _wordsPerPlace, _wordsPerPlace).Clear();
                return true;
            }
        }

        end = -1;
        return false;
    }

    // Parts inside look-around and atomic groups are run by themselves. What they match from a place never changes, so it is remembered.
    private int Run(ReadOnlySpan<char> text, int step, int at, bool isInner)
    {
        int bottom = _depth;
        int trail = _trailLength;
        int result = -1;
        while (true)
        {
            ref readonly PatternInstruction instruction = ref _steps[step];
            switch (instruction.Operation)
            {
                case PatternOperation.Match:
                    result = at;
                    goto Done;
                case PatternOperation.Set:
                    if (at < text.Length && TryTake(text, at, instruction.Argument, out int width))
                    {
                        at += width;
                        step = instruction.Next;
                        continue;
                    }

                    break;
                case PatternOperation.Jump:
                    step = instruction.Next;
                    continue;
                case PatternOperation.Split:
                    int known = isInner ? EnterInner(at, instruction.Argument) : Enter(at, instruction.Argument);
                    if (known == Fresh)
                    {
                        Push(instruction.Other, at);
                        step = instruction.Next;
                        continue;
                    }

                    if (known >= 0)
                    {
                        result = known;
                        goto Done;
                    }

                    break;
                default:
                    if (TryPass(text, instruction, ref at))
                    {
                        step = instruction.Next;
                        continue;
                    }

                    break;
            }

            if (_depth == bottom)
            {
                goto Done;
            }

            // Splits passed since the last choice stay marked as failed.
            _trailLength = _stack[--_depth];
            at = _stack[--_depth];
            step = _stack[--_depth];
        }

    Done:
        _depth = bottom;
        foreach (int place in result < 0 ? [] : _trail.AsSpan(trail, _trailLength - trail))
        {
            _inner[place] = result + 2;
        }

        _trailLength = trail;
        return result;
    }

    // Fresh where the split was not tried at the place before, else -1: it failed there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Enter(int at, int split)
    {
        ref ulong tried = ref _tried[(at * _wordsPerPlace) + (split >> 6)];
        ulong bit = 1UL << (split & 63);
        if ((tried & bit) != 0)
        {
            return -1;
        }

        tried |= bit;
        return Fresh;
    }

    // Likewise, or the place up to which the rest matches.
    private int EnterInner(int at, int split)
    {
        int place = (at * _program.InnerSplits) + split;
        if (_inner[place] > 0)
        {
            return _inner[place] >= 2 ? _inner[place] - 2 : -1;
        }

        _inner[place] = 1;
        if (_trailLength == _trail.Length)
        {
            Array.Resize(ref _trail, _trail.Length * 2);
        }

        _trail[_trailLength++] = place;
        return Fresh;
    }

    // Anchors, look-around and atomic groups.
    private bool TryPass(ReadOnlySpan<char> text, in PatternInstruction instruction, ref int at)
    {
        switch (instruction.Operation)
        {
            case PatternOperation.Anchor:
                return IsAt(text, at, (PatternAnchor)instruction.Argument);
            case PatternOperation.Atomic:
                int end = Run(text, instruction.Other, at, isInner: true);
                at = end < 0 ? at : end;
                return end >= 0;
            default:
                int from = at;
                for (int i = 0; i < instruction.Behind; i++)
                {
                    if (from == 0)
                    {
                        return instruction.Operation == PatternOperation.NotLook;
                    }

                    from -= from > 1 && char.IsSurrogatePair(text[from - 2], text[from - 1]) ? 2 : 1;
                }

                return Run(text, instruction.Other, from, isInner: true) >= 0 == (instruction.Operation == PatternOperation.Look);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(ReadOnlySpan<char> text, int at, int set, out int width)
    {
        int codePoint = text[at];
        width = 1;
        if (char.IsHighSurrogate((char)codePoint) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            codePoint = char.ConvertToUtf32((char)codePoint, text[at + 1]);
            width = 2;
        }

        return _sets[set].Contains(codePoint);
    }

    private static bool IsAt(ReadOnlySpan<char> text, int at, PatternAnchor anchor) => anchor switch
    {
        PatternAnchor.LineStart => at == 0 || (text[at - 1] == '\n' && at < text.Length),
        PatternAnchor.LineEnd => at == text.Length || text[at] == '\n',
        PatternAnchor.TextStart => at == 0,
        PatternAnchor.TextEnd => at == text.Length,
        PatternAnchor.TextEndOrLastLine => at == text.Length || (at == text.Length - 1 && text[at] == '\n'),
        PatternAnchor.WordBoundary => IsWordBoundary(text, at),
        _ => !IsWordBoundary(text, at),
    };

    private static bool IsWordBoundary(ReadOnlySpan<char> text, int at)
    {
        bool before = at > 0 && WordCharacters.Contains(at > 1 && char.IsSurrogatePair(text[at - 2], text[at - 1])
            ? char.ConvertToUtf32(text[at - 2], text[at - 1]) : text[at - 1]);
        bool after = at < text.Length && WordCharacters.Contains(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])
            ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at]);
        return before != after;
    }

    private static CodePointSet WordCharacters => field ??= new CodePointSet(UnicodeProperties.WordOutsideClass);

    private void Push(int step, int at)
    {
        if (_depth + 3 > _stack.Length)
        {
            Array.Resize(ref _stack, _stack.Length * 2);
        }

        _stack[_depth++] = step;
        _stack[_depth++] = at;
        _stack[_depth++] = _trailLength;
    }

    private static void Clear<T>(ref T[] memory, int length)
    {
        if (length > memory.Length || memory.Length > KeptLength)
        {
            memory = length == 0 ? [] : new T[length > KeptLength ? length : (int)BitOperations.RoundUpToPowerOf2((uint)length)];
            return;
        }

        memory.AsSpan(0, length).Clear();
    }
}
