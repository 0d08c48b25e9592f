namespace RerankKit.Tokenizers;

/// <summary>Puts a space before every token that does not continue a word.</summary>
/// <param name="prefix">What a continuing token begins with, for example <c>##</c>.</param>
/// <param name="cleansUp">Whether spaces before English punctuation and contractions go.</param>
internal sealed class WordPieceDecoder(string prefix, bool cleansUp) : ITokenDecoder
{
    private static readonly (string Old, string New)[] Contractions =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public static string CleanUp(string token)
    {
        foreach ((string old, string replacement) in Contractions)
        {
            token = token.Replace(old, replacement, StringComparison.Ordinal);
        }

        return token;
    }

    public void Decode(List<string> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = tokens[i];
            if (i > 0)
            {
                token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            }

            tokens[i] = cleansUp ? CleanUp(token) : token;
        }
    }
}
