namespace RerankKit.Tokenizers;

/// <summary>NFC, NFD, NFKC and NFKD.</summary>
internal sealed class UnicodeFormNormalizer(bool compatibility, bool compose) : INormalizer
{
    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text) => text.ToForm(compatibility, compose);
}
