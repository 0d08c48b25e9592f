namespace RerankKit.Tokenizers;

/// <summary>A token that is found in text before the model sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
internal sealed record AddedToken(int Id, string Content)
{
    /// <summary>Whether it is control, not text: found only when special tokens in text are parsed.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>Whether it must not touch a word character on either side.</summary>
    public bool IsSingleWord { get; init; }

    /// <summary>Whether it swallows white space on its left.</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Whether it swallows white space on its right.</summary>
    public bool StripsRight { get; init; }

    /// <summary>Whether it is looked for, normalised, in the normalised text, rather than as it stands in the raw text.</summary>
    public bool IsNormalized { get; init; }
}
