using System.Runtime.CompilerServices;

namespace RerankKit.Tokenizers;

/// <summary>Builds the exceptions of this assembly: the offending value, what is allowed, the remedy.</summary>
internal static class Throw
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ArgumentOutOfRangeException OutOfRange<T>(T value, string allowed, [CallerMemberName] string? name = null) =>
        new(name, value, Invariant($"{name} is {value}; allowed is {allowed}."));
}
