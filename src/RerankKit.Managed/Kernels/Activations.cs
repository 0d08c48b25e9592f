using System.Runtime.CompilerServices;

namespace RerankKit.Managed;

/// <summary>The functions between the products of a feed-forward layer.</summary>
internal static unsafe class Activations<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Applies one of them in place.</summary>
    /// <param name="activation">Which one.</param>
    /// <param name="values">A multiple of 16 numbers.</param>
    /// <param name="count">How many.</param>
    public static void Apply(HiddenActivation activation, float* values, int count)
    {
        switch (activation)
        {
            case HiddenActivation.Gelu:
                Gelu(values, count);
                break;
            case HiddenActivation.GeluTanh:
                GeluTanh(values, count);
                break;
            case HiddenActivation.Relu:
                for (int i = 0; i < count; i += TLanes.Count)
                {
                    TLanes.Store(TLanes.Max(TLanes.Load(values + i), TLanes.Zero), values + i);
                }

                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gelu(float* values, int count)
    {
        TVector half = TLanes.Broadcast(0.5f);
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TVector value = TLanes.Load(values + i);
            TVector part = TLanes.Multiply(value, half);
            TLanes.Store(TLanes.MultiplyAdd(part, Erf(TLanes.Multiply(value, TLanes.Broadcast(0.70710678f))), part), values + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GeluTanh(float* values, int count)
    {
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TVector value = TLanes.Load(values + i);
            TVector cubic = TLanes.MultiplyAdd(TLanes.Multiply(TLanes.Multiply(value, value), value), TLanes.Broadcast(0.044715f), value);

            // (1 + tanh z) / 2 = 1 / (1 + exp(-2 z))
            TVector power = Exponential<TLanes, TVector>.Of(TLanes.Multiply(cubic, TLanes.Broadcast(-1.5957691f)));
            TLanes.Store(TLanes.Divide(value, TLanes.Add(power, TLanes.Broadcast(1))), values + i);
        }
    }

    // The rational approximation of Eigen, which ONNX Runtime uses too: odd, of degree 13 over 8, 1 beyond 4 to the last place of single precision.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Erf(TVector x)
    {
        x = TLanes.Max(TLanes.Min(x, TLanes.Broadcast(4)), TLanes.Broadcast(-4));
        TVector square = TLanes.Multiply(x, x);
        TVector over = TLanes.Broadcast(-2.72614225801306e-10f);
        over = TLanes.MultiplyAdd(over, square, TLanes.Broadcast(2.77068142495902e-08f));
        over = TLanes.MultiplyAdd(over, square, TLanes.Broadcast(-2.10102402082508e-06f));
        over = TLanes.MultiplyAdd(over, square, TLanes.Broadcast(-5.69250639462346e-05f));
        over = TLanes.MultiplyAdd(over, square, TLanes.Broadcast(-7.34990630326855e-04f));
        over = TLanes.MultiplyAdd(over, square, TLanes.Broadcast(-2.95459980854025e-03f));
        over = TLanes.MultiplyAdd(over, square, TLanes.Broadcast(-1.60960333262415e-02f));
        TVector under = TLanes.Broadcast(-1.45660718464996e-05f);
        under = TLanes.MultiplyAdd(under, square, TLanes.Broadcast(-2.13374055278905e-04f));
        under = TLanes.MultiplyAdd(under, square, TLanes.Broadcast(-1.68282697438203e-03f));
        under = TLanes.MultiplyAdd(under, square, TLanes.Broadcast(-7.37332916720468e-03f));
        under = TLanes.MultiplyAdd(under, square, TLanes.Broadcast(-1.42647390514189e-02f));
        return TLanes.Divide(TLanes.Multiply(x, over), under);
    }
}
