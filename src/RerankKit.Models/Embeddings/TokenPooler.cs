using System.Numerics.Tensors;

namespace RerankKit.Models;

/// <summary>Pools the vectors of a text's tokens: sentence-transformers' Pooling module. Several ways of pooling stand side by side in the result.</summary>
internal static class TokenPooler
{
    /// <summary>Pools one text.</summary>
    /// <param name="modes">The ways, in the order of their results.</param>
    /// <param name="rows">The tokens' vectors: [tokens, width]; at least one.</param>
    /// <param name="width">Numbers per token.</param>
    /// <param name="skipped">How many leading tokens are left out, those of a prompt; all but one at most.</param>
    /// <param name="pooled">Receives [modes * width].</param>
    public static void Pool(IReadOnlyList<EmbeddingPooling> modes, ReadOnlySpan<float> rows, int width, int skipped, Span<float> pooled)
    {
        int first = Math.Min(skipped, (rows.Length / width) - 1);
        for (int mode = 0; mode < modes.Count; mode++)
        {
            Pool(modes[mode], rows, width, first, pooled.Slice(mode * width, width));
        }
    }

    private static void Pool(EmbeddingPooling mode, ReadOnlySpan<float> rows, int width, int first, Span<float> pooled)
    {
        int count = rows.Length / width;
        switch (mode)
        {
            case EmbeddingPooling.Cls:
                rows[..width].CopyTo(pooled); // the reference takes it whatever a prompt hides
                return;
            case EmbeddingPooling.LastToken:
                rows[^width..].CopyTo(pooled);
                return;
            case EmbeddingPooling.Max:
                rows.Slice(first * width, width).CopyTo(pooled);
                for (int row = first + 1; row < count; row++)
                {
                    TensorPrimitives.Max(pooled, rows.Slice(row * width, width), pooled);
                }

                return;
        }

        bool isWeighted = mode == EmbeddingPooling.WeightedMean;
        double weights = 0;
        pooled.Clear();
        for (int row = first; row < count; row++)
        {
            float weight = isWeighted ? row + 1 : 1;
            weights += weight;
            TensorPrimitives.MultiplyAdd(rows.Slice(row * width, width), weight, pooled, pooled);
        }

        double divisor = mode == EmbeddingPooling.MeanSquareRootLength ? Math.Sqrt(weights) : weights;
        TensorPrimitives.Multiply(pooled, (float)(1 / divisor), pooled);
    }
}
