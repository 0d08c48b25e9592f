namespace RerankKit;

/// <summary>Adds numbers from the smallest up, so that the same numbers in another order give the same sum to the last bit.</summary>
/// <remarks>Without it, rounding would decide between items that several lists rank alike, and permuting the lists would reorder them.</remarks>
internal static class OrderlessSum
{
    private const int InsertionLimit = 16;

    /// <summary>The sum of the values, which are reordered.</summary>
    public static double Of(Span<double> values)
    {
        switch (values.Length)
        {
            case 0:
                return 0;
            case 1:
                return values[0];
            case 2:
                return values[0] + values[1];
            case 3:
                double low = double.MinNative(values[0], values[1]);
                double high = double.MaxNative(values[0], values[1]);
                double rest = double.MaxNative(low, values[2]);
                return double.MinNative(low, values[2]) + double.MinNative(rest, high) + double.MaxNative(rest, high);
            default:
                Sort(values);
                double sum = 0;
                foreach (double value in values)
                {
                    sum += value;
                }

                return sum;
        }
    }

    private static void Sort(Span<double> values)
    {
        if (values.Length > InsertionLimit)
        {
            values.Sort();
            return;
        }

        for (int i = 1; i < values.Length; i++)
        {
            double value = values[i];
            int j = i - 1;
            for (; j >= 0 && values[j] > value; j--)
            {
                values[j + 1] = values[j];
            }

            values[j + 1] = value;
        }
    }
}
