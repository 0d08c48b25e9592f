namespace RerankKit.Tokenizers;

/// <summary>Takes a character away from the ends of each token, as often as it stands there, but not more often than told.</summary>
internal sealed class StripDecoder(string content, int start, int stop) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            ReadOnlySpan<char> token = tokens[i];
            for (int n = 0; n < start && token.StartsWith(content, StringComparison.Ordinal); n++)
            {
                token = token[content.Length..];
            }

            for (int n = 0; n < stop && token.EndsWith(content, StringComparison.Ordinal); n++)
            {
                token = token[..^content.Length];
            }

            if (token.Length < tokens[i].Length)
            {
                tokens[i] = token.ToString();
            }
        }
    }
}
