namespace RerankKit.Tokenizers;

/// <summary>Puts a string before every text that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text) => text.Prepend(prefix);
}
