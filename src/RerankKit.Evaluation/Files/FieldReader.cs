using System.Buffers;

namespace RerankKit.Evaluation;

/// <summary>Cuts a line into fields: at its tabs where it has exactly as many as belong between its columns, else at runs of ASCII whitespace, as trec_eval does.</summary>
/// <remarks>Between tabs a field may hold blanks, but not around it; an empty one is none.</remarks>
internal ref struct FieldReader(ReadOnlySpan<byte> line, int columns)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>What C's isspace takes for whitespace inside a line.</summary>
    public static SearchValues<byte> Whitespace { get; } = SearchValues.Create(" \t\v\f\r"u8);

    /// <summary>Whether the line is cut at its tabs.</summary>
    public bool IsTabbed { get; } = IsTabbedLine(line, columns);

    /// <summary>Whether a line has exactly as many tabs as belong between its columns.</summary>
    public static bool IsTabbedLine(ReadOnlySpan<byte> line, int columns) => line.Count((byte)'\t') == columns - 1;

    /// <summary>How many fields a line has; for messages, not for the hot path.</summary>
    public static int Count(ReadOnlySpan<byte> line, int columns)
    {
        var fields = new FieldReader(line, columns);
        int count = 0;
        while (!fields._rest.IsEmpty)
        {
            count += fields.TryNext(out _) ? 1 : 0;
        }

        return count;
    }

    public bool TryNext(out ReadOnlySpan<byte> field)
    {
        if (IsTabbed)
        {
            int tab = _rest.IndexOf((byte)'\t');
            field = Trim(tab < 0 ? _rest : _rest[..tab]);
            _rest = tab < 0 ? default : _rest[(tab + 1)..];
            return !field.IsEmpty;
        }

        int start = _rest.IndexOfAnyExcept(Whitespace);
        _rest = start < 0 ? default : _rest[start..];
        int length = _rest.IndexOfAny(Whitespace);
        field = length < 0 ? _rest : _rest[..length];
        _rest = _rest[field.Length..];
        return !field.IsEmpty;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field)
    {
        int start = field.IndexOfAnyExcept(Whitespace);
        return start < 0 ? default : field[start..(field.LastIndexOfAnyExcept(Whitespace) + 1)];
    }
}
