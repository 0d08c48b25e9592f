namespace RerankKit.Managed;

/// <summary>Where the numbers of a product's left side lie; constants, so that addresses are.</summary>
internal interface IStrides
{
    /// <summary>From a row to the next.</summary>
    static abstract int Row { get; }

    /// <summary>From a number of a row to the next.</summary>
    static abstract int Step { get; }
}
