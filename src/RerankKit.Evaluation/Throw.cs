using System.Runtime.CompilerServices;

namespace RerankKit.Evaluation;

/// <summary>Builds the exceptions of this assembly: the offending value, what is allowed, the remedy.</summary>
internal static class Throw
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ArgumentOutOfRangeException OutOfRange<T>(T value, string allowed, [CallerMemberName] string? name = null) =>
        new(name, value, Invariant($"{name} is {value}; allowed is {allowed}."));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static KeyNotFoundException QueryNotFound(string queryId, string where) =>
        new($"Query '{queryId}' is not in {where}. Look at its QueryIds, or use the Try method where absence is expected.");
}
