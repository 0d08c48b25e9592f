namespace RerankKit.Tokenizers;

/// <summary>Several steps, one after the other.</summary>
internal sealed class SequenceDecoder(params ITokenDecoder[] decoders) : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        foreach (ITokenDecoder decoder in decoders)
        {
            decoder.Decode(tokens);
        }
    }
}
