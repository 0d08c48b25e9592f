using System.Numerics.Tensors;

namespace RerankKit.LateInteraction;

/// <summary>Checks what an encoder returned: it may run on another machine, or be somebody's own.</summary>
internal static class EncoderAnswers
{
    /// <summary>Refuses an answer of another length or dimension than was asked for.</summary>
    public static void Check(IReadOnlyList<TokenVectors>? answer, int texts, MultiVectorEncoderMetadata encoder)
    {
        if (answer?.Count != texts)
        {
            throw new InvalidOperationException(
                Invariant($"The encoder '{Name(encoder)}' returned {answer?.Count ?? 0} items for {texts} texts; it has to return one per text."));
        }

        for (int i = 0; i < texts; i++)
        {
            if (answer[i]?.Dimension != encoder.Dimension)
            {
                throw new InvalidOperationException(
                    Invariant($"For text {i} the encoder '{Name(encoder)}' returned {Describe(answer[i])}; its metadata says dimension {encoder.Dimension}."));
            }
        }
    }

    /// <summary>Whether every number is finite.</summary>
    public static bool IsFinite(TokenVectors vectors) => vectors.Count == 0 || TensorPrimitives.IsFiniteAll(vectors.Values.Span); // of nothing it says no

    /// <summary>The encoder as messages call it.</summary>
    public static string Name(MultiVectorEncoderMetadata encoder) => encoder.ModelId ?? encoder.ProviderName;

    private static string Describe(TokenVectors? vectors) =>
        vectors is null ? "nothing (null)" : Invariant($"vectors of dimension {vectors.Dimension}");
}
