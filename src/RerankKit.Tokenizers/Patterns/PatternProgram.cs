using System.Buffers;

namespace RerankKit.Tokenizers;

/// <summary>A compiled pattern: steps, in which every repeat is spelled out. Immutable and thread-safe.</summary>
internal sealed class PatternProgram
{
    private const int MaxSteps = 20_000;

    private readonly List<PatternInstruction> _steps = [];
    private readonly List<CodePointSet> _sets = [];
    private readonly Dictionary<CodePointRanges, int> _setNumbers = [];
    private readonly string _pattern;
    private bool _inside;

    public PatternProgram(string pattern)
    {
        _pattern = pattern;
        int match = Emit(new(PatternOperation.Match, 0));
        var root = PatternParser.Parse(pattern);
        FirstUnits = PatternStart.Of(root);
        Start = Compile(root, match);
        Steps = [.. _steps];
        Sets = [.. _sets];
    }

    /// <summary>The first step.</summary>
    public int Start { get; }

    /// <summary>The UTF-16 units with which a match can begin; null for any.</summary>
    public SearchValues<char>? FirstUnits { get; }

    public PatternInstruction[] Steps { get; }

    public CodePointSet[] Sets { get; }

    /// <summary>How many splits there are outside look-around and atomic groups.</summary>
    public int Splits { get; private set; }

    /// <summary>How many splits there are inside them.</summary>
    public int InnerSplits { get; private set; }

    // Compiles backwards: each part is given the step that follows it and returns its own first step.
    private int Compile(PatternNode node, int next)
    {
        switch (node)
        {
            case PatternNode.Set set:
                return Emit(new(PatternOperation.Set, next, Argument: NumberOf(set.Ranges)));
            case PatternNode.Anchor anchor:
                return Emit(new(PatternOperation.Anchor, next, Argument: (int)anchor.Kind));
            case PatternNode.Sequence sequence:
                for (int i = sequence.Parts.Count - 1; i >= 0; i--)
                {
                    next = Compile(sequence.Parts[i], next);
                }

                return next;
            case PatternNode.Alternation choice:
                int last = Compile(choice.Alternatives[^1], next);
                for (int i = choice.Alternatives.Count - 2; i >= 0; i--)
                {
                    last = Split(Compile(choice.Alternatives[i], next), last);
                }

                return last;
            case PatternNode.Repeat repeat:
                return CompileRepeat(repeat, next);
            case PatternNode.Atomic atomic:
                return Emit(new(PatternOperation.Atomic, next, Other: CompileInside(atomic.Part)));
            case PatternNode.Look look:
                return Emit(new(look.Negative ? PatternOperation.NotLook : PatternOperation.Look, next, Other: CompileInside(look.Part), Behind: look.Behind));
            default:
                throw new NotSupportedException(node.ToString());
        }
    }

    private int CompileInside(PatternNode part)
    {
        bool inside = _inside;
        _inside = true;
        int first = Compile(part, Emit(new(PatternOperation.Match, 0)));
        _inside = inside;
        return first;
    }

    private int CompileRepeat(PatternNode.Repeat repeat, int next)
    {
        if (repeat.Max < 0)
        {
            // The loop's split comes before its body, which leads back to it.
            int loop = Split(0, 0);
            int body = Compile(repeat.Part, loop);
            _steps[loop] = _steps[loop] with { Next = repeat.Greedy ? body : next, Other = repeat.Greedy ? next : body };
            next = loop;
        }
        else
        {
            int end = next;
            for (int i = repeat.Min; i < repeat.Max; i++)
            {
                int part = Compile(repeat.Part, next);
                next = repeat.Greedy ? Split(part, end) : Split(end, part);
            }
        }

        for (int i = 0; i < repeat.Min; i++)
        {
            next = Compile(repeat.Part, next);
        }

        return next;
    }

    private int Split(int first, int second) =>
        Emit(new(PatternOperation.Split, first, second, Argument: _inside ? InnerSplits++ : Splits++));

    private int NumberOf(CodePointRanges ranges)
    {
        if (!_setNumbers.TryGetValue(ranges, out int number))
        {
            number = _sets.Count;
            _setNumbers.Add(ranges, number);
            _sets.Add(new CodePointSet(ranges));
        }

        return number;
    }

    private int Emit(PatternInstruction step)
    {
        if (_steps.Count == MaxSteps)
        {
            throw TokenizerJson.Unsupported($"the regular expression '{_pattern}'", $"its repeats come to more than {MaxSteps} steps");
        }

        _steps.Add(step);
        return _steps.Count - 1;
    }
}
