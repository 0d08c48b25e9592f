namespace RerankKit.Tokenizers;

/// <summary>Makes spaces of the characters that stand for them; at the beginning none, where one was put there.</summary>
/// <param name="replacement">The character, for example U+2581.</param>
/// <param name="dropsFirst">Whether those of the first token vanish.</param>
internal sealed class MetaspaceDecoder(string replacement, bool dropsFirst) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            tokens[i] = tokens[i].Replace(replacement, i == 0 && dropsFirst ? "" : " ", StringComparison.Ordinal);
        }
    }
}
