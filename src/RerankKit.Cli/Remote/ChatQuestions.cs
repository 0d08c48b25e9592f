using System.Numerics;

namespace RerankKit.Cli.Remote;

/// <summary>How many questions a method asks about a list at most, and how many passages stand in one; as in docs/llm-rerankers.md.</summary>
internal static class ChatQuestions
{
    public static (long Questions, int PassagesEach) Of(string method, int count, IReadOnlyDictionary<string, string> settings)
    {
        int setting(string name, int standard) => settings.TryGetValue(name, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : standard;
        int places = Math.Min(setting("TopK", 10), count);
        int window = setting("WindowSize", 20);
        int step = Math.Max(1, setting("Step", 10));
        int setSize = Math.Max(3, setting("SetSize", 4));
        return method switch
        {
            "Listwise" => (setting("Passes", 1) * (count <= window ? 1L : ((count - window + step - 1) / step) + 1), Math.Min(window, count)),
            "Setwise" => (HeapQuestions(count, setSize - 1, places), Math.Min(setSize, count)),
            "Pairwise" when settings.GetValueOrDefault("Sorting") is { } sorting && sorting.Equals("AllPairs", StringComparison.OrdinalIgnoreCase) => (count * (count - 1L), 2),
            "Pairwise" => ((4L * (count - 1)) + (4L * (places - 1) * BitOperations.Log2((uint)Math.Max(1, count))), 2),
            _ => (count, 1),
        };
    }

    // Building a heap sifts every node down to the leaves at worst, and so does every place settled behind the first.
    private static long HeapQuestions(int count, int arity, int places)
    {
        long questions = 0;
        for (int node = 0; node < count; node++)
        {
            questions += Height(node, count, arity);
        }

        return questions + ((places - 1L) * Height(0, count, arity));
    }

    private static int Height(int node, int count, int arity)
    {
        int height = 0;
        for (long child = ((long)node * arity) + 1; child < count; child = (child * arity) + 1)
        {
            height++;
        }

        return height;
    }
}
