namespace RerankKit;

/// <summary>What a character is to word segmentation.</summary>
internal enum CharacterClass
{
    /// <summary>Ends a term.</summary>
    Separator,

    /// <summary>Part of a word.</summary>
    Word,

    /// <summary>Part of a run of a script without spaces, which is cut into overlapping pairs.</summary>
    Spaceless,

    /// <summary>Left out without ending a term.</summary>
    Dropped,

    /// <summary>Part of a word, written as several characters.</summary>
    Expanded,

    /// <summary>Half of a surrogate pair.</summary>
    Surrogate,
}
