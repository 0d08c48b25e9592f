namespace RerankKit.Tokenizers;

/// <summary>Connectionist temporal classification: repeated tokens count once, padding vanishes, the delimiter is a space.</summary>
internal sealed class CtcDecoder(string padToken, string wordDelimiterToken, bool cleansUp) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        List<string> decoded = [];
        string? last = null;
        foreach (string token in tokens)
        {
            if (token == last)
            {
                continue;
            }

            last = token;
            string text = padToken.Length > 0 ? token.Replace(padToken, "", StringComparison.Ordinal) : token;
            if (cleansUp)
            {
                text = WordPieceDecoder.CleanUp(text);
                text = wordDelimiterToken.Length > 0 ? text.Replace(wordDelimiterToken, " ", StringComparison.Ordinal) : text;
            }

            if (text.Length > 0)
            {
                decoded.Add(text);
            }
        }

        tokens.Clear();
        tokens.AddRange(decoded);
    }
}
