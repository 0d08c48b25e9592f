namespace RerankKit.LateInteraction;

/// <summary>512 bits: 16 query tokens.</summary>
internal readonly unsafe struct FloatLanes512 : IFloatLanes<Vector512<float>>, IByteLanes<Vector512<int>, Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static bool IsWide => true;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(Vector512<float> vector, float* destination) => vector.Store(destination);

    public static Vector512<float> Broadcast(byte* source) => Vector512.Create(*(float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadHalf(byte* source)
    {
        // The exponents' biases differ by 112. What has no exponent has no leading bit either: doubled and less 2^-14 it comes right, and is the smaller then.
        Vector512<int> shifted = Widen(source) << 13;
        Vector512<float> magnitude = ((shifted & Vector512.Create(0x0FFFE000)) + Vector512.Create(112 << 23)).AsSingle();
        Vector512<float> small = Vector512.MultiplyAddEstimate(magnitude, Vector512.Create(2f), Vector512.Create(-1f / (1 << 14)));
        return (Vector512.MinNative(magnitude, small).AsInt32() | (shifted & Vector512.Create(int.MinValue))).AsSingle();
    }

    public static Vector512<float> LoadBFloat16(byte* source) => (Widen(source) << 16).AsSingle();

    public static Vector512<int> LoadBytes(void* source) => Vector512.Load((int*)source);

    public static Vector512<int> BroadcastBytes(byte* source, int flip) => Vector512.Create(*(int*)source ^ flip);

    public static Vector512<float> Scale(Vector512<int> sums, byte* scale) => Vector512.ConvertToSingle(sums) * Vector512.Create(*(float*)scale);

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.MultiplyAddEstimate(left, right, addend);

    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    private static Vector512<int> Widen(byte* source) => Vector512.WidenLower(Vector256.Load((short*)source).ToVector512Unsafe());
}
