using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace RerankKit.Tokenizers;

/// <summary>Reads tokens that stand for bytes, such as <c>&lt;0x0A&gt;</c>, as UTF-8. Bytes that are none are a replacement character each.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        List<string> decoded = [];
        List<byte> bytes = [];
        foreach (string token in tokens)
        {
            if (TryReadByte(token, out byte value))
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

    private static bool TryReadByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6
            && token.StartsWith("<0x", StringComparison.Ordinal)
            && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static void Flush(List<byte> bytes, List<string> decoded)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        ReadOnlySpan<byte> run = CollectionsMarshal.AsSpan(bytes);
        if (Utf8.IsValid(run))
        {
            decoded.Add(Encoding.UTF8.GetString(run));
        }
        else
        {
            decoded.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
        }

        bytes.Clear();
    }
}
