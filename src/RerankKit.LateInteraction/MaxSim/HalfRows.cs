using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>Decodes 16-bit numbers.</summary>
internal static unsafe class HalfRows<TLanes, TVector>
    where TLanes : struct, IFloatLanes<TVector>
    where TVector : struct
{
    private const int MaxLanes = 16;

    public static void DecodeHalf(byte* source, float* destination, int count)
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TLanes.LoadHalf(source + (i * sizeof(ushort))), destination + i);
        }

        if (i < count)
        {
            ushort* rest = stackalloc ushort[MaxLanes];
            float* decoded = stackalloc float[MaxLanes];
            NativeMemory.Copy(source + (i * sizeof(ushort)), rest, (nuint)(count - i) * sizeof(ushort));
            TLanes.Store(TLanes.LoadHalf((byte*)rest), decoded);
            NativeMemory.Copy(decoded, destination + i, (nuint)(count - i) * sizeof(float));
        }
    }

    public static void DecodeBFloat16(byte* source, float* destination, int count)
    {
        int i = 0;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TLanes.LoadBFloat16(source + (i * sizeof(ushort))), destination + i);
        }

        for (; i < count; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)((ushort*)source)[i] << 16);
        }
    }
}
