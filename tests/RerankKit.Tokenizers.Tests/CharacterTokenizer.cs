using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace RerankKit.Tokenizers;

/// <summary>An application's tokenizer without a normalizer: a token for every character, its id the character's code modulo a number.</summary>
internal sealed class CharacterTokenizer(int modulus, int[]? always = null) : Tokenizer
{
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) => throw new NotSupportedException();

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string source = text ?? textSpan.ToString();
        EncodedToken[] first = [.. (always ?? []).Select(id => new EncodedToken(id, "", 0..0))];
        return new() { Tokens = [.. first, .. source.Select((c, i) => new EncodedToken(c % modulus, c.ToString(), i..(i + 1)))], CharsConsumed = source.Length };
    }
}
