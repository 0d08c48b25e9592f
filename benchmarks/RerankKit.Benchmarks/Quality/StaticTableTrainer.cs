namespace RerankKit.Benchmarks;

/// <summary>Trains a static table on a collection's own text: mutual information of neighbours, its greatest eigenvectors, and BM25's idf as weights.</summary>
internal static class StaticTableTrainer
{
    /// <summary>Trains; the same options give the same table.</summary>
    /// <returns>A row per token id, <c>[tokens, dimension]</c>, of length 1 or zero, and a weight per token id.</returns>
    public static (float[] Vectors, float[] Weights) Train(TokenizedCollection collection, HuggingFaceTokenizer tokenizer, TrainingOptions options)
    {
        float[] weights = collection.Weights(tokenizer);
        int[] rows = new int[weights.Length];
        int size = 0;
        for (int id = 0; id < rows.Length; id++)
        {
            rows[id] = weights[id] > 0 ? size++ : -1;
        }

        SparseMatrix matrix = MutualInformation.Of(collection.Tokens, rows, size, options);
        (float[] eigenvectors, double[] eigenvalues) = SubspaceIteration.Greatest(matrix, options.Dimension, options.Seed);
        float[] vectors = new float[weights.Length * options.Dimension];
        var random = new Random(options.Seed + 1);
        for (int id = 0; id < rows.Length; id++)
        {
            if (rows[id] >= 0)
            {
                ReadOnlySpan<float> learned = eigenvectors.AsSpan(rows[id] * options.Dimension, options.Dimension);
                Mix(learned, eigenvalues, options, random, vectors.AsSpan(id * options.Dimension, options.Dimension));
            }
        }

        return (vectors, weights);
    }

    // What the counts teach and a direction of the token's own, in proportion, both of length 1.
    private static void Mix(ReadOnlySpan<float> learned, double[] eigenvalues, TrainingOptions options, Random random, Span<float> vector)
    {
        Span<float> own = stackalloc float[vector.Length];
        for (int k = 0; k < vector.Length; k++)
        {
            vector[k] = eigenvalues[k] > 0 ? (float)(learned[k] * Math.Pow(eigenvalues[k], options.Spread)) : 0;
            own[k] = SubspaceIteration.NextGaussian(random);
        }

        Normalize(vector);
        Normalize(own);
        for (int k = 0; k < vector.Length; k++)
        {
            vector[k] = (float)((vector[k] * Math.Sqrt(1 - options.Identity)) + (own[k] * Math.Sqrt(options.Identity)));
        }

        Normalize(vector);
    }

    private static void Normalize(Span<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        for (int k = 0; k < vector.Length && squares > 0; k++)
        {
            vector[k] = (float)(vector[k] / Math.Sqrt(squares));
        }
    }
}
