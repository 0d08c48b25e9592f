namespace RerankKit.Tokenizers;

/// <summary>Drops combining marks; composed letters keep theirs, so a decomposing normalizer usually comes before.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text) => text.Remove(CharacterTraits.Combining);
}
