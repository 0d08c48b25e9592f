namespace RerankKit;

/// <summary>How much of a list a heap sort has time for.</summary>
/// <param name="arity">Children per node.</param>
/// <param name="places">How many places are settled.</param>
/// <param name="questionsPerChoice">How many questions a choice takes at most.</param>
/// <param name="concurrency">How many questions are under way at a time.</param>
internal readonly struct HeapQuestions(int arity, int places, int questionsPerChoice, int concurrency)
{
    /// <summary>The longest head of a list whose best can be settled.</summary>
    /// <param name="count">The length of the list.</param>
    /// <param name="inTime">For how many questions, one after the other, there is time; null for any number.</param>
    public int Depth(int count, double? inTime)
    {
        int depth = count;
        while (depth > arity + 1 && InARow(depth) > inTime)
        {
            depth--;
        }

        return depth;
    }

    // Choices of a level of the heap are made side by side; each place but the last takes one choice per level, one after the other.
    private double InARow(int count)
    {
        double building = 0;
        int levels = 0;
        for (long power = arity, before = 1; before < count; before += power, power *= arity)
        {
            building += Math.Ceiling((double)(count - before) / power);
            levels++;
        }

        double perChoice = Math.Ceiling((double)questionsPerChoice / Math.Min(concurrency, 2));
        return Math.Max(levels * perChoice, building * questionsPerChoice / concurrency) + ((Math.Min(places, count) - 1) * levels * perChoice);
    }
}
