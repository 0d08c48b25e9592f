namespace RerankKit.Onnx;

/// <summary>How many tokens of each text stay; the rule of Hugging Face tokenizers 0.22.2 (utils/truncation.rs).</summary>
internal static class Truncation
{
    /// <summary>The lengths that stay of a pair.</summary>
    /// <param name="strategy">Which text gives way.</param>
    /// <param name="first">Tokens of the first text.</param>
    /// <param name="second">Tokens of the second text, or more than <see cref="SecondLimit"/> when it was not read to its end.</param>
    /// <param name="room">Places for tokens of texts: the maximum length less the special tokens.</param>
    /// <param name="firstTextShare">See <see cref="EncodeOptions.FirstTextShare"/>.</param>
    /// <exception cref="ArgumentException">One text alone may give way, and the other leaves it no room.</exception>
    public static (int First, int Second) Pair(TruncationStrategy strategy, int first, int second, int room, double firstTextShare = 0.75) =>
        throw new NotSupportedException($"{strategy} {first} {second} {room} {firstTextShare}");

    /// <summary>How many tokens of the second text matter once the first is known: reading one more tells that it was cut. Right truncation only.</summary>
    public static int SecondLimit(TruncationStrategy strategy, int first, int room, double firstTextShare = 0.75) =>
        throw new NotSupportedException($"{strategy} {first} {room} {firstTextShare}");
}
