namespace RerankKit.Tokenizers;

/// <summary>What a step of a compiled pattern does.</summary>
internal enum PatternOperation
{
    /// <summary>The pattern, or the part run by itself, has matched.</summary>
    Match,

    /// <summary>Takes one code point of a set.</summary>
    Set,

    /// <summary>Goes on elsewhere.</summary>
    Jump,

    /// <summary>Tries one way, then the other.</summary>
    Split,

    /// <summary>Asks for a place.</summary>
    Anchor,

    /// <summary>Asks for what is ahead or behind.</summary>
    Look,

    /// <summary>Asks that something is not ahead or behind.</summary>
    NotLook,

    /// <summary>Runs a part by itself and takes its first match.</summary>
    Atomic,
}
