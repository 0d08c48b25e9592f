namespace RerankKit.Managed;

/// <summary>Single-precision vectors of one width. Each lane belongs to a token.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>Lanes per vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether there are 32 registers of 16 lanes.</summary>
    static abstract bool IsWide { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector vector, float* destination);

    /// <summary>One number in all lanes.</summary>
    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary><paramref name="left"/> * <paramref name="right"/> + <paramref name="addend"/>.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The greater, lane by lane.</summary>
    static abstract TVector Max(TVector left, TVector right);

    /// <summary>The smaller, lane by lane.</summary>
    static abstract TVector Min(TVector left, TVector right);

    static abstract TVector SquareRoot(TVector vector);

    /// <summary>To the nearest whole number.</summary>
    static abstract TVector Round(TVector vector);

    /// <summary>A normal number times 2 to the power of a whole one; the result is normal too.</summary>
    static abstract TVector Scale(TVector vector, TVector power);
}
