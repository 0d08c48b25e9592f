namespace RerankKit.LateInteraction;

/// <summary>128 bits: 4 query tokens.</summary>
internal readonly unsafe struct FloatLanes128 : IFloatLanes<Vector128<float>>, IByteLanes<Vector128<int>, Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static bool IsWide => false;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(Vector128<float> vector, float* destination) => vector.Store(destination);

    public static Vector128<float> Broadcast(byte* source) => Vector128.Create(*(float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadHalf(byte* source)
    {
        // The exponents' biases differ by 112. What has no exponent has no leading bit either: doubled and less 2^-14 it comes right, and is the smaller then.
        Vector128<int> shifted = Widen(source) << 13;
        Vector128<float> magnitude = ((shifted & Vector128.Create(0x0FFFE000)) + Vector128.Create(112 << 23)).AsSingle();
        Vector128<float> small = Vector128.MultiplyAddEstimate(magnitude, Vector128.Create(2f), Vector128.Create(-1f / (1 << 14)));
        return (Vector128.MinNative(magnitude, small).AsInt32() | (shifted & Vector128.Create(int.MinValue))).AsSingle();
    }

    public static Vector128<float> LoadBFloat16(byte* source) => (Widen(source) << 16).AsSingle();

    public static Vector128<int> LoadBytes(void* source) => Vector128.Load((int*)source);

    public static Vector128<int> BroadcastBytes(byte* source, int flip) => Vector128.Create(*(int*)source ^ flip);

    public static Vector128<float> Scale(Vector128<int> sums, byte* scale) => Vector128.ConvertToSingle(sums) * Vector128.Create(*(float*)scale);

    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.MaxNative(left, right);

    private static Vector128<int> Widen(byte* source) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)source).AsInt16());
}
