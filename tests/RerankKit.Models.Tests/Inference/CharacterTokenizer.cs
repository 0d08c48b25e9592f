using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace RerankKit.Models.Tests.Inference;

/// <summary>An application's tokenizer: every character is a token, one of the first ten of any vocabulary.</summary>
internal sealed class CharacterTokenizer : Tokenizer
{
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) => throw new NotSupportedException();

    protected override EncodeResults<Microsoft.ML.Tokenizers.EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string source = text ?? textSpan.ToString();
        return new() { Tokens = [.. source.Select((c, i) => new Microsoft.ML.Tokenizers.EncodedToken(c % 10, c.ToString(), i..(i + 1)))], CharsConsumed = source.Length };
    }
}
