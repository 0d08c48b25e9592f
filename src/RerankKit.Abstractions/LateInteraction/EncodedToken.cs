namespace RerankKit;

/// <summary>A token as an encoder read it.</summary>
/// <param name="Text">The token as the vocabulary spells it, for example <c>##ing</c> or <c>[MASK]</c>.</param>
/// <param name="Start">Where its part of the text begins, in UTF-16 characters.</param>
/// <param name="Length">How many characters it covers; 0 for a token that stands for no text, as markers and query expansion do.</param>
public readonly record struct EncodedToken(string Text, int Start, int Length);
