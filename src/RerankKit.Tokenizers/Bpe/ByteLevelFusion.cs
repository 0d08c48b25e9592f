namespace RerankKit.Tokenizers;

/// <summary>Lets a BPE model read the UTF-8 bytes of text, where the pre-tokenizer before it would only write them in the <see cref="ByteAlphabet"/>.</summary>
internal static class ByteLevelFusion
{
    /// <summary>The two parts, fused where that is possible; what they do together stays the same.</summary>
    public static (ITokenModel Model, IPreTokenizer? PreTokenizer) Fuse(ITokenModel model, IPreTokenizer? preTokenizer)
    {
        if (model is not BpeModel bpe)
        {
            return (model, preTokenizer);
        }

        return preTokenizer switch
        {
            ByteLevelPreTokenizer last => (bpe.OverBytes(), last.WithoutBytes()),
            SequencePreTokenizer sequence when sequence.Parts is [.. var before, ByteLevelPreTokenizer last] =>
                (bpe.OverBytes(), new SequencePreTokenizer([.. before, last.WithoutBytes()])),
            _ => (model, preTokenizer),
        };
    }
}
