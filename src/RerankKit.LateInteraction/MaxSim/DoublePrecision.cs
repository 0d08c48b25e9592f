namespace RerankKit.LateInteraction;

/// <summary>Sums of products in double precision, one after the other: the same on every machine, and lengths tell what overflows from what is large.</summary>
internal static class DoublePrecision
{
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }

    public static double SumOfSquares(ReadOnlySpan<float> vector) => Dot(vector, vector);
}
