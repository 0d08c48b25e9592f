using System.Runtime.InteropServices;

namespace RerankKit.Tokenizers;

/// <summary>Turns the matches of a pattern, and what lies between them, into pieces. Feed it the whole piece from left to right.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MatchSplitter(PreTokenizedText text, SplitBehavior behavior, bool invert = false)
{
    private int _start;
    private int _end;
    private bool _pending;
    private bool _previousMatch;

    /// <summary>Adds the next stretch, in positions of the normalised text; stretches follow each other without gaps.</summary>
    public void Add(int start, int end, bool isMatch)
    {
        isMatch ^= invert;
        switch (behavior)
        {
            case SplitBehavior.Removed:
                if (!isMatch)
                {
                    text.AddPiece(start, end);
                }

                return;
            case SplitBehavior.Isolated:
                text.AddPiece(start, end);
                return;
            default:
                bool joins = behavior switch
                {
                    SplitBehavior.Contiguous => isMatch == _previousMatch,
                    SplitBehavior.MergedWithPrevious => isMatch && !_previousMatch,
                    _ => !isMatch && _previousMatch,
                };
                if (_pending && joins)
                {
                    _end = end;
                }
                else
                {
                    Finish();
                    (_start, _end, _pending) = (start, end, true);
                }

                _previousMatch = isMatch;
                return;
        }
    }

    /// <summary>Hands over what is pending; call it after the last stretch.</summary>
    public void Finish()
    {
        if (_pending)
        {
            text.AddPiece(_start, _end);
            _pending = false;
        }
    }
}
