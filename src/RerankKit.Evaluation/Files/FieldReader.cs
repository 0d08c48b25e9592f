using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Cuts a line into fields: at runs of ASCII whitespace as trec_eval does, or at every tab.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;
    private bool _isDone;

    /// <summary>What C's isspace takes for whitespace inside a line.</summary>
    public static SearchValues<byte> Whitespace { get; } = SearchValues.Create(" \t\v\f\r"u8);

    /// <summary>How many fields a line has; for messages, not for the hot path.</summary>
    public static int Count(ReadOnlySpan<byte> line)
    {
        var fields = new FieldReader(line);
        int count = 0;
        while (fields.TryNext(out _))
        {
            count++;
        }

        return count;
    }

    public bool TryNext(out ReadOnlySpan<byte> field)
    {
        int start = _rest.IndexOfAnyExcept(Whitespace);
        if (start < 0)
        {
            field = default;
            return false;
        }

        _rest = _rest[start..];
        int length = _rest.IndexOfAny(Whitespace);
        field = length < 0 ? _rest : _rest[..length];
        _rest = _rest[field.Length..];
        return true;
    }

    public bool TryNextTabbed(out ReadOnlySpan<byte> field)
    {
        if (_isDone)
        {
            field = default;
            return false;
        }

        int length = _rest.IndexOf((byte)'\t');
        _isDone = length < 0;
        field = _isDone ? _rest : _rest[..length];
        _rest = _isDone ? default : _rest[(length + 1)..];
        return true;
    }
}
