namespace RerankKit.Tokenizers;

/// <summary>Lower-cases every character by itself.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text) => text.ToLower();
}
