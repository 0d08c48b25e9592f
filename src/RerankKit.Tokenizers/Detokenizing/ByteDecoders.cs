using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace RerankKit.Tokenizers;

/// <summary>The steps that read tokens as bytes of UTF-8.</summary>
internal static class ByteDecoders
{
    /// <summary>Reads the characters that stand for bytes (GPT-2) as UTF-8; a token with any other character stands for itself.</summary>
    public static void ByteLevel(List<string> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (string token in tokens)
        {
            if (token.All(character => ByteAlphabet.ByteOf(character) >= 0))
            {
                bytes.Write([.. token.Select(character => (byte)ByteAlphabet.ByteOf(character))]);
            }
            else
            {
                Encoding.UTF8.GetBytes(token, bytes);
            }
        }

        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    /// <summary>Reads tokens that stand for bytes, such as <c>&lt;0x0A&gt;</c>, as UTF-8. Bytes that are none are a replacement character each.</summary>
    public static void ByteFallback(List<string> tokens)
    {
        List<string> decoded = [];
        List<byte> bytes = [];
        foreach (string token in tokens)
        {
            if (token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, decoded);
            decoded.Add(token);
        }

        Flush(bytes, decoded);
        tokens.Clear();
        tokens.AddRange(decoded);
    }

    private static void Flush(List<byte> bytes, List<string> decoded)
    {
        ReadOnlySpan<byte> run = CollectionsMarshal.AsSpan(bytes);
        if (!Utf8.IsValid(run))
        {
            decoded.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
        }
        else if (!run.IsEmpty)
        {
            decoded.Add(Encoding.UTF8.GetString(run));
        }

        bytes.Clear();
    }
}
