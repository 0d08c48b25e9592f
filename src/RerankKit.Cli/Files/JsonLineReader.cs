using System.Text;

namespace RerankKit.Cli.Files;

/// <summary>Reads lines of JSON from standard input: UTF-8, or what a byte order mark names. Blank lines are skipped; what is not Unicode becomes U+FFFD and is counted.</summary>
internal sealed class JsonLineReader : IDisposable
{
    private const char Replacement = '\uFFFD';
    private readonly StreamReader _reader;
    private readonly Fallback _fallback = new();
    private int _mended;

    public JsonLineReader(Stream input)
    {
        var utf8 = (Encoding)Encoding.UTF8.Clone();
        utf8.DecoderFallback = _fallback;
        _reader = new(input, utf8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
    }

    /// <summary>The number of the line read last, from 1; blank ones count.</summary>
    public int Number { get; private set; }

    /// <summary>Reads the next line that is not blank.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            Number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                return line.Contains("\\u", StringComparison.Ordinal) ? MendHalves(line) : line;
            }
        }

        return null;
    }

    /// <summary>Says once how much was replaced.</summary>
    public void WarnOfReplaced(ToolConsole console)
    {
        int count = _mended + _fallback.Count;
        if (count > 0)
        {
            console.Warn($"the lines read hold {Figures.Count(count, "character that is", "characters that are")} not Unicode (cut in two, or not UTF-8), read as U+FFFD");
        }
    }

    public void Dispose() => _reader.Dispose();

    // Half of a surrogate pair, as a text has it that was cut in the middle of an emoji, is written as an escape and is nothing that JSON refuses.
    private string MendHalves(string line)
    {
        StringBuilder? mended = null;
        for (int i = 0; i < line.Length - 1; i++)
        {
            if (line[i] != '\\')
            {
                continue;
            }

            char unit = Escaped(line, i);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Escaped(line, i + 6)))
            {
                i += 11;
            }
            else if (char.IsSurrogate(unit))
            {
                mended ??= new(line);
                mended.Remove(i + 2, 4).Insert(i + 2, ((int)Replacement).ToString("x4", CultureInfo.InvariantCulture));
                _mended++;
                i += 5;
            }
            else
            {
                i++;
            }
        }

        return mended?.ToString() ?? line;
    }

    private static char Escaped(string line, int at) =>
        at + 6 <= line.Length && line[at] == '\\' && line[at + 1] == 'u'
        && ushort.TryParse(line.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? (char)unit
            : '\0';

    private sealed class Fallback : DecoderFallback
    {
        public int Count { get; private set; }

        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(this);

        private sealed class Buffer(Fallback owner) : DecoderFallbackBuffer
        {
            private bool _isLeft;

            public override int Remaining => _isLeft ? 1 : 0;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Count++;
                return _isLeft = true;
            }

            public override char GetNextChar()
            {
                char next = _isLeft ? Replacement : '\0';
                _isLeft = false;
                return next;
            }

            public override bool MovePrevious() => false;
        }
    }
}
