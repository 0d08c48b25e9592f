namespace RerankKit.LateInteraction;

/// <summary>256 bits: 8 query tokens.</summary>
internal readonly unsafe struct FloatLanes256 : IFloatLanes<Vector256<float>>, IByteLanes<Vector256<int>, Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static bool IsWide => false;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(Vector256<float> vector, float* destination) => vector.Store(destination);

    public static Vector256<float> Broadcast(byte* source) => Vector256.Create(*(float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadHalf(byte* source)
    {
        // The exponents' biases differ by 112. What has no exponent has no leading bit either: doubled and less 2^-14 it comes right, and is the smaller then.
        Vector256<int> shifted = Widen(source) << 13;
        Vector256<float> magnitude = ((shifted & Vector256.Create(0x0FFFE000)) + Vector256.Create(112 << 23)).AsSingle();
        Vector256<float> small = Vector256.MultiplyAddEstimate(magnitude, Vector256.Create(2f), Vector256.Create(-1f / (1 << 14)));
        return (Vector256.MinNative(magnitude, small).AsInt32() | (shifted & Vector256.Create(int.MinValue))).AsSingle();
    }

    public static Vector256<float> LoadBFloat16(byte* source) => (Widen(source) << 16).AsSingle();

    public static Vector256<int> LoadBytes(void* source) => Vector256.Load((int*)source);

    public static Vector256<int> BroadcastBytes(byte* source, int flip) => Vector256.Create(*(int*)source ^ flip);

    public static Vector256<float> Scale(Vector256<int> sums, byte* scale) => Vector256.ConvertToSingle(sums) * Vector256.Create(*(float*)scale);

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.MultiplyAddEstimate(left, right, addend);

    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    private static Vector256<int> Widen(byte* source) => Vector256.WidenLower(Vector128.Load((short*)source).ToVector256Unsafe());
}
