using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>Replaces all matches of a pattern in each token.</summary>
internal sealed class ReplaceDecoder(ITextPattern pattern, string content) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        var matches = new MatchList();
        var text = new StringBuilder();
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = tokens[i];
            pattern.FindAll(token, matches);
            if (matches.Items.IsEmpty)
            {
                continue;
            }

            int from = 0;
            text.Clear();
            foreach ((int start, int end) in matches.Items)
            {
                text.Append(token, from, start - from).Append(content);
                from = end;
            }

            tokens[i] = text.Append(token, from, token.Length - from).ToString();
        }
    }
}
