namespace RerankKit.LateInteraction;

/// <summary>Single-precision vectors of one width. Each lane belongs to a query token.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface IFloatLanes<TVector>
    where TVector : struct
{
    /// <summary>Lanes per vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether there are 32 registers, for 12 document tokens by 2 vectors; otherwise 6 by 2.</summary>
    static abstract bool IsWide { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector vector, float* destination);

    /// <summary>One number in all lanes.</summary>
    static abstract TVector Broadcast(byte* source);

    /// <summary>As many numbers of IEEE half precision. Infinity and NaN do not occur: codecs let none in.</summary>
    static abstract TVector LoadHalf(byte* source);

    /// <summary>As many numbers that are the upper half of single precision.</summary>
    static abstract TVector LoadBFloat16(byte* source);

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The greater, lane by lane. NaN need not survive: codecs let none in.</summary>
    static abstract TVector Max(TVector left, TVector right);
}
