using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RerankKit;

/// <summary>Builds the exceptions of this assembly: the offending value, what is allowed, the remedy.</summary>
internal static class Throw
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ArgumentOutOfRangeException OutOfRange<T>(T value, string allowed, [CallerMemberName] string? name = null) =>
        new(name, value, Invariant($"{name} is {value}; allowed is {allowed}."));

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CandidateWithoutText(int index) =>
        throw new ArgumentException(
            Invariant($"Candidate {index} has no text (null). Give it a text, if only an empty one, or leave it out."),
            "candidates");
}
