using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Writes the UTF-8 bytes of a text in the <see cref="ByteAlphabet"/>.</summary>
internal sealed class ByteLevelNormalizer : INormalizer
{
    public void Normalize(NormalizedText text)
    {
        ReadOnlySpan<char> source = text.Text;
        text.BeginRewrite(source.Length + (source.Length / 4));
        Rewrite(text, 0, source.Length);
        text.EndRewrite();
    }

    /// <summary>Appends a range of the text, rewritten, to the rewrite in progress.</summary>
    public static void Rewrite(NormalizedText text, int start, int end)
    {
        ReadOnlySpan<char> source = text.Text;
        Span<byte> bytes = stackalloc byte[4];
        while (start < end)
        {
            Rune.DecodeFromUtf16(source[start..end], out Rune rune, out int width);
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                text.Append(ByteAlphabet.CharacterOf(value), start);
            }

            start += width;
        }
    }
}
