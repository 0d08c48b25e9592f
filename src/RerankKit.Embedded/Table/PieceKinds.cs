namespace RerankKit.Embedded;

/// <summary>What kind of text a piece of the vocabulary stands for.</summary>
[Flags]
internal enum PieceKinds : byte
{
    None = 0,

    /// <summary>Goes on with a word, as <c>##ing</c> does.</summary>
    Continues = 1,

    /// <summary>A function word that is common in English and rare in other languages' texts.</summary>
    English = 2,

    /// <summary>Letters or digits; otherwise punctuation, a symbol or a special piece.</summary>
    Word = 4,

    /// <summary>Only digits: what is near such a number in the table is another number.</summary>
    Number = 8,

    /// <summary>Letters that are not Latin.</summary>
    OtherScript = 16,

    /// <summary>Stands for words that cannot be cut into known pieces.</summary>
    Unknown = 32,
}
