using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RerankKit.LateInteraction;

/// <summary>Checks what an encoder returned: it may run on another machine, or be somebody's own.</summary>
internal static class EncoderAnswers
{
    /// <summary>Refuses an answer of another length or dimension than was asked for.</summary>
    public static void Check(IReadOnlyList<TokenVectors>? answer, int texts, MultiVectorEncoderMetadata encoder)
    {
        if (answer?.Count != texts)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"The encoder '{Name(encoder)}' returned {answer?.Count ?? 0} items for {texts} texts; it has to return one per text."));
        }

        for (int i = 0; i < texts; i++)
        {
            if (answer[i]?.Dimension != encoder.Dimension)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"For text {i} the encoder '{Name(encoder)}' returned {Describe(answer[i])}; its metadata says dimension {encoder.Dimension}."));
            }
        }
    }

    /// <summary>Whether every number is finite.</summary>
    public static bool IsFinite(TokenVectors vectors)
    {
        // A finite number times zero is zero; infinity and NaN are not.
        ReadOnlySpan<float> values = vectors.Values.Span;
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> block in MemoryMarshal.Cast<float, Vector<float>>(values))
        {
            sum += block * Vector<float>.Zero;
        }

        float rest = Vector.Sum(sum);
        foreach (float value in values[(values.Length - (values.Length % Vector<float>.Count))..])
        {
            rest += value * 0;
        }

        return rest == 0;
    }

    /// <summary>The encoder as messages call it.</summary>
    public static string Name(MultiVectorEncoderMetadata encoder) => encoder.ModelId ?? encoder.ProviderName;

    private static string Describe(TokenVectors? vectors) =>
        vectors is null ? "nothing (null)" : string.Create(CultureInfo.InvariantCulture, $"vectors of dimension {vectors.Dimension}");
}
