namespace RerankKit.Tokenizers;

/// <summary>What the reference takes a character to be; characters.txt says where each comes from.</summary>
[Flags]
internal enum CharacterTraits : ushort
{
    None = 0,

    /// <summary>White space.</summary>
    Whitespace = 1,

    /// <summary>Cleaned away by BERT.</summary>
    Control = 1 << 1,

    /// <summary>ASCII punctuation and symbols, and Unicode punctuation.</summary>
    Punctuation = 1 << 2,

    /// <summary>A mark that BERT strips after decomposing.</summary>
    Nonspacing = 1 << 3,

    /// <summary>A mark that StripAccents drops.</summary>
    Combining = 1 << 4,

    /// <summary>A digit or another number.</summary>
    Numeric = 1 << 5,

    /// <summary>\w of regular expressions.</summary>
    Word = 1 << 6,

    /// <summary>Has a lower-case form.</summary>
    Uppercase = 1 << 7,

    /// <summary>Decomposes canonically; Hangul syllables do too.</summary>
    Decomposes = 1 << 8,

    /// <summary>Decomposes by compatibility, or into something that does.</summary>
    DecomposesByCompatibility = 1 << 9,

    /// <summary>Has a combining class other than 0, so that its place among others may change.</summary>
    Reorders = 1 << 10,

    /// <summary>May be changed by NFC, or change what stands before it.</summary>
    MayCompose = 1 << 11,
}
