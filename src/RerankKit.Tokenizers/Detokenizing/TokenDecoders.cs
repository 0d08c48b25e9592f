using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>The steps that rewrite the texts of tokens.</summary>
internal static class TokenDecoders
{
    private static readonly (string Old, string New)[] Contractions =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <summary>Puts a space before every token that does not continue a word.</summary>
    /// <param name="prefix">What a continuing token begins with, for example <c>##</c>.</param>
    /// <param name="cleansUp">Whether spaces before English punctuation and contractions go.</param>
    public static TokenDecoder WordPiece(string prefix, bool cleansUp) => Each((token, i, _) =>
    {
        token = i == 0 ? token : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
        return cleansUp ? CleanUp(token) : token;
    });

    /// <summary>Makes a space of what ends a word, for example <c>&lt;/w&gt;</c>; of the last one nothing.</summary>
    public static TokenDecoder Bpe(string suffix) => Each((token, i, count) => Replace(token, suffix, i == count - 1 ? "" : " "));

    /// <summary>Makes spaces of the characters that stand for them; at the beginning none, where one was put there.</summary>
    /// <param name="replacement">The character, for example U+2581.</param>
    /// <param name="dropsFirst">Whether those of the first token vanish.</param>
    public static TokenDecoder Metaspace(string replacement, bool dropsFirst) => Each((token, i, _) => Replace(token, replacement, i == 0 && dropsFirst ? "" : " "));

    /// <summary>Takes a character away from the ends of each token, as often as it stands there, but not more often than told.</summary>
    public static TokenDecoder Strip(string content, int start, int stop) => Each((token, _, _) =>
    {
        for (int n = 0; n < start && token.StartsWith(content, StringComparison.Ordinal); n++)
        {
            token = token[content.Length..];
        }

        for (int n = 0; n < stop && token.EndsWith(content, StringComparison.Ordinal); n++)
        {
            token = token[..^content.Length];
        }

        return token;
    });

    /// <summary>Replaces all matches of a pattern in each token.</summary>
    public static TokenDecoder Replace(ITextPattern pattern, string content) => tokens =>
    {
        var matches = new MatchList();
        for (int i = 0; i < tokens.Count; i++)
        {
            pattern.FindAll(tokens[i], matches);
            var text = new StringBuilder();
            int from = 0;
            foreach ((int start, int end) in matches.Items)
            {
                text.Append(tokens[i], from, start - from).Append(content);
                from = end;
            }

            tokens[i] = from == 0 && text.Length == 0 ? tokens[i] : text.Append(tokens[i], from, tokens[i].Length - from).ToString();
        }
    };

    /// <summary>Connectionist temporal classification: repeated tokens count once, padding vanishes, the delimiter is a space.</summary>
    public static TokenDecoder Ctc(string padToken, string wordDelimiterToken, bool cleansUp) => tokens =>
    {
        string[] once = [.. tokens.Where((token, i) => i == 0 || token != tokens[i - 1]).Select(token => Replace(token, padToken, ""))];
        tokens.Clear();
        tokens.AddRange(once.Select(token => cleansUp ? Replace(CleanUp(token), wordDelimiterToken, " ") : token).Where(token => token.Length > 0));
    };

    /// <summary>Makes one token of all.</summary>
    public static void Fuse(List<string> tokens)
    {
        string all = string.Concat(tokens);
        tokens.Clear();
        tokens.Add(all);
    }

    /// <summary>Several steps, one after the other.</summary>
    public static TokenDecoder Sequence(params TokenDecoder[] steps) => tokens => Array.ForEach(steps, step => step(tokens));

    private static TokenDecoder Each(Func<string, int, int, string> rewrite) => tokens =>
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            tokens[i] = rewrite(tokens[i], i, tokens.Count);
        }
    };

    private static string CleanUp(string token) => Contractions.Aggregate(token, (text, pair) => text.Replace(pair.Old, pair.New, StringComparison.Ordinal));

    private static string Replace(string text, string old, string replacement) => old.Length > 0 ? text.Replace(old, replacement, StringComparison.Ordinal) : text;
}
