using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RerankKit;

internal static partial class XxHash3
{
    /// <summary>Adds stripes of 64 bytes to the eight lanes.</summary>
    internal interface IStripes
    {
        /// <summary>Whether this machine can run the kernel.</summary>
        static abstract bool IsSupported { get; }

        /// <summary>Adds whole stripes; the secret moves on by 8 bytes with each.</summary>
        /// <param name="lanes">The first of eight lanes.</param>
        /// <param name="data">A multiple of 64 bytes.</param>
        /// <param name="secret">At least 64 bytes, and 8 more for each stripe after the first.</param>
        static abstract void Accumulate(ref ulong lanes, ReadOnlySpan<byte> data, ReadOnlySpan<byte> secret);
    }

    internal readonly struct StripesScalar : IStripes
    {
        public static bool IsSupported => true;

        public static void Accumulate(ref ulong lanes, ReadOnlySpan<byte> data, ReadOnlySpan<byte> secret)
        {
            ref byte values = ref MemoryMarshal.GetReference(data);
            ref byte keys = ref MemoryMarshal.GetReference(secret);
            int stripes = data.Length / StripeLength;

            // Two lanes at a time stay in registers, whatever the machine.
            for (int i = 0; i < Lanes; i += 2)
            {
                ulong even = Unsafe.Add(ref lanes, i);
                ulong odd = Unsafe.Add(ref lanes, i + 1);
                ref byte value = ref Unsafe.Add(ref values, i * 8);
                ref byte key = ref Unsafe.Add(ref keys, i * 8);
                for (int stripe = 0; stripe < stripes; stripe++)
                {
                    ulong evenValue = Word(ref value);
                    ulong oddValue = Word(ref Unsafe.Add(ref value, 8));
                    ulong evenMixed = evenValue ^ Word(ref key);
                    ulong oddMixed = oddValue ^ Word(ref Unsafe.Add(ref key, 8));
                    even += oddValue + ((uint)evenMixed * (evenMixed >> 32));
                    odd += evenValue + ((uint)oddMixed * (oddMixed >> 32));
                    value = ref Unsafe.Add(ref value, StripeLength);
                    key = ref Unsafe.Add(ref key, SecretStep);
                }

                Unsafe.Add(ref lanes, i) = even;
                Unsafe.Add(ref lanes, i + 1) = odd;
            }
        }

        private static ulong Word(ref byte start)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref start);
            return BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
        }
    }

    internal readonly struct Stripes256 : IStripes
    {
        public static bool IsSupported => Avx2.IsSupported;

        public static void Accumulate(ref ulong lanes, ReadOnlySpan<byte> data, ReadOnlySpan<byte> secret)
        {
            ref byte value = ref MemoryMarshal.GetReference(data);
            ref byte key = ref MemoryMarshal.GetReference(secret);
            Vector256<ulong> low = Vector256.LoadUnsafe(ref lanes);
            Vector256<ulong> high = Vector256.LoadUnsafe(ref lanes, 4);
            for (int left = data.Length; left > 0; left -= StripeLength)
            {
                low = Add(low, Vector256.LoadUnsafe(ref value), Vector256.LoadUnsafe(ref key));
                high = Add(high, Vector256.LoadUnsafe(ref value, 32), Vector256.LoadUnsafe(ref key, 32));
                value = ref Unsafe.Add(ref value, StripeLength);
                key = ref Unsafe.Add(ref key, SecretStep);
            }

            low.StoreUnsafe(ref lanes);
            high.StoreUnsafe(ref lanes, 4);
        }

        private static Vector256<ulong> Add(Vector256<ulong> sums, Vector256<byte> value, Vector256<byte> key)
        {
            Vector256<uint> mixed = (value ^ key).AsUInt32();
            Vector256<ulong> product = Avx2.Multiply(mixed, Avx2.Shuffle(mixed, 0b_00_11_00_01));
            return sums + product + Avx2.Shuffle(value.AsUInt32(), 0b_01_00_11_10).AsUInt64();
        }
    }

    internal readonly struct Stripes512 : IStripes
    {
        public static bool IsSupported => Avx512F.IsSupported;

        public static void Accumulate(ref ulong lanes, ReadOnlySpan<byte> data, ReadOnlySpan<byte> secret)
        {
            ref byte value = ref MemoryMarshal.GetReference(data);
            ref byte key = ref MemoryMarshal.GetReference(secret);
            Vector512<ulong> sums = Vector512.LoadUnsafe(ref lanes);
            for (int left = data.Length; left > 0; left -= StripeLength)
            {
                Vector512<uint> values = Vector512.LoadUnsafe(ref value).AsUInt32();
                Vector512<uint> mixed = values ^ Vector512.LoadUnsafe(ref key).AsUInt32();
                Vector512<ulong> product = Avx512F.Multiply(mixed, Avx512F.Shuffle(mixed, 0b_00_11_00_01));
                sums += product + Avx512F.Shuffle(values, 0b_01_00_11_10).AsUInt64();
                value = ref Unsafe.Add(ref value, StripeLength);
                key = ref Unsafe.Add(ref key, SecretStep);
            }

            sums.StoreUnsafe(ref lanes);
        }
    }
}
