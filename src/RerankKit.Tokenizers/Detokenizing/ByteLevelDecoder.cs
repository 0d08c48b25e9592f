using System.Buffers;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Reads the characters that stand for bytes (GPT-2) as UTF-8; a token with any other character stands for itself.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (string token in tokens)
        {
            if (token.All(character => ByteAlphabet.ByteOf(character) >= 0))
            {
                Span<byte> span = bytes.GetSpan(Math.Max(1, token.Length));
                for (int i = 0; i < token.Length; i++)
                {
                    span[i] = (byte)ByteAlphabet.ByteOf(token[i]);
                }

                bytes.Advance(token.Length);
            }
            else
            {
                Encoding.UTF8.GetBytes(token, bytes);
            }
        }

        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }
}
