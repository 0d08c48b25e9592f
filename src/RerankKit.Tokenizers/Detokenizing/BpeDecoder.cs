namespace RerankKit.Tokenizers;

/// <summary>Makes a space of what ends a word; of the last one nothing.</summary>
/// <param name="suffix">For example <c>&lt;/w&gt;</c>.</param>
internal sealed class BpeDecoder(string suffix) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (int i = 0; i < tokens.Count && suffix.Length > 0; i++)
        {
            tokens[i] = tokens[i].Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal);
        }
    }
}
