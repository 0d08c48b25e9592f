using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace RerankKit.Evaluation;

/// <summary>Reads strings of JSON as they are found in collections: half of a surrogate pair, which no Unicode text can hold, becomes U+FFFD.</summary>
/// <remarks>Texts that were cut in the middle of an emoji hold such halves, escaped (<c>\ud83d</c>) or as three bytes of their own.</remarks>
internal static class JsonText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Reads the string that the reader stands at.</summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8 in another way.</exception>
    public static string Read(ref Utf8JsonReader json, LineReader lines)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            ReadOnlySpan<byte> text = json.ValueSpan;
            char[] characters = new char[text.Length];
            if (!TryDecode(text, characters, out int length))
            {
                throw;
            }

            lines.ReplacedCharacters += ReplaceHalves(characters.AsSpan(0, length));
            return new(characters, 0, length);
        }
    }

    /// <summary>Whether the reader stands at a member of a name.</summary>
    public static bool NameEquals(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        try
        {
            return json.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is in no name that is asked for.
            return false;
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, Span<char> characters, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            int backslash = text.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = backslash < 0 ? text : text[..backslash];
            OperationStatus status = Utf8.ToUtf16(plain, characters[length..], out int read, out int written, replaceInvalidSequences: false);
            text = text[read..];
            length += written;
            if (status != OperationStatus.Done)
            {
                if (text is not [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
                {
                    return false;
                }

                characters[length++] = (char)(0xD000 | ((text[1] & 0x3F) << 6) | (text[2] & 0x3F));
                text = text[3..];
            }
            else if (backslash >= 0)
            {
                characters[length++] = Unescape(ref text);
            }
        }

        return true;
    }

    // The reader has checked the escapes already.
    private static char Unescape(ref ReadOnlySpan<byte> text)
    {
        byte kind = text[1];
        char unescaped = kind switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'u' => (char)ushort.Parse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            _ => (char)kind,
        };
        text = text[(kind == (byte)'u' ? 6 : 2)..];
        return unescaped;
    }

    private static int ReplaceHalves(Span<char> characters)
    {
        int count = 0;
        for (int i = 0; i < characters.Length; i++)
        {
            if (i + 1 < characters.Length && char.IsSurrogatePair(characters[i], characters[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(characters[i]))
            {
                characters[i] = Replacement;
                count++;
            }
        }

        return count;
    }
}
