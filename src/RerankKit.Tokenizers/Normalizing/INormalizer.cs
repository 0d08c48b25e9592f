namespace RerankKit.Tokenizers;

/// <summary>Rewrites text before it is cut, remembering where every character came from. Immutable and thread-safe.</summary>
internal interface INormalizer
{
    /// <summary>Whether a text cut at a <see cref="TextCut"/> gives what its two parts give.</summary>
    bool KeepsCuts => false;

    /// <summary>Rewrites <paramref name="text"/>, which holds no unpaired surrogates, and leaves none.</summary>
    void Normalize(NormalizedText text);
}
