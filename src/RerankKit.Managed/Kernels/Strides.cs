namespace RerankKit.Managed;

/// <summary>The left sides there are.</summary>
internal static class Strides
{
    /// <summary>Weights, packed by 6 rows.</summary>
    internal readonly struct NarrowWeights : IStrides
    {
        public static int Row => 1;

        public static int Step => 6;
    }

    /// <summary>Keys in a panel, <c>[channel, 16 tokens]</c>: rows are tokens.</summary>
    internal readonly struct Keys : IStrides
    {
        public static int Row => 1;

        public static int Step => Panel.Tokens;
    }

    /// <summary>Values in a panel, <c>[channel, 16 tokens]</c>: rows are channels.</summary>
    internal readonly struct Values : IStrides
    {
        public static int Row => Panel.Tokens;

        public static int Step => 1;
    }
}
