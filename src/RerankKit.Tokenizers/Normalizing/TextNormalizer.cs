namespace RerankKit.Tokenizers;

/// <summary>One step that a text does by itself, character for character or to its forms. At a cut it does nothing else.</summary>
internal sealed class TextNormalizer(Action<NormalizedText> step) : INormalizer
{
    public bool KeepsCuts => true;

    /// <summary>NFC, NFD, NFKC and NFKD.</summary>
    public static TextNormalizer ToForm(bool compatibility, bool compose) => new(text => text.ToForm(compatibility, compose));

    public void Normalize(NormalizedText text) => step(text);
}
