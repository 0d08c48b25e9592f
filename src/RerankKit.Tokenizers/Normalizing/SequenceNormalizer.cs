namespace RerankKit.Tokenizers;

/// <summary>Normalizers one after the other.</summary>
internal sealed class SequenceNormalizer(INormalizer[] normalizers) : INormalizer
{
    public bool KeepsCuts { get; } = Array.TrueForAll(normalizers, normalizer => normalizer.KeepsCuts);

    public void Normalize(NormalizedText text)
    {
        foreach (var normalizer in normalizers)
        {
            normalizer.Normalize(text);
        }
    }
}
