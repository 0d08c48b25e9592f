namespace RerankKit.Tokenizers;

/// <content>Parts that are run by themselves: look-around and atomic groups. What they match from a place never changes, so it is remembered.</content>
internal sealed partial class PatternMatcher
{
    private int RunInner(ReadOnlySpan<char> text, int step, int at)
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
                    int place = (at * _program.InnerSplits) + instruction.Argument;
                    if (_inner[place] >= 2)
                    {
                        result = _inner[place] - 2;
                        goto Done;
                    }

                    if (_inner[place] == 0)
                    {
                        _inner[place] = 1;
                        Follow(place);
                        Push(instruction.Other, at);
                        _stack[_depth++] = _trailLength;
                        step = instruction.Next;
                        continue;
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
        if (result >= 0)
        {
            foreach (int place in _trail.AsSpan(trail, _trailLength - trail))
            {
                _inner[place] = result + 2;
            }
        }

        _trailLength = trail;
        return result;
    }

    private void Follow(int place)
    {
        if (_trailLength == _trail.Length)
        {
            Array.Resize(ref _trail, _trail.Length * 2);
        }

        _trail[_trailLength++] = place;
    }
}
