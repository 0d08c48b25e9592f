namespace RerankKit.Tokenizers;

/// <summary>One step of a compiled pattern.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Next">Where to go on; for <see cref="PatternOperation.Set"/> and others the step after.</param>
/// <param name="Other">A split's second way, or the first step of a look-around's or atomic group's own steps.</param>
/// <param name="Argument">The place of the set, the kind of anchor, or the number of a split.</param>
/// <param name="Behind">How many code points a look-behind goes back, or <see cref="PatternNode.Look.Ahead"/>.</param>
internal readonly record struct PatternInstruction(PatternOperation Operation, int Next, int Other = 0, int Argument = 0, int Behind = PatternNode.Look.Ahead);
