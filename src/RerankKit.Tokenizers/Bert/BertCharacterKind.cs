namespace RerankKit.Tokenizers;

/// <summary>What becomes of a character on its way through BERT's normalizer and pre-tokenizer.</summary>
internal enum BertCharacterKind : byte
{
    /// <summary>Part of a word, as one character of the basic plane.</summary>
    Letter,

    /// <summary>Ends a word.</summary>
    Space,

    /// <summary>Ends a word and is a piece by itself.</summary>
    Alone,

    /// <summary>Vanishes.</summary>
    Removed,

    /// <summary>Part of a word, as several characters.</summary>
    Several,

    /// <summary>Half of a surrogate pair.</summary>
    Surrogate,

    /// <summary>Depends on its neighbours: the text takes the general path.</summary>
    Entangled,
}
