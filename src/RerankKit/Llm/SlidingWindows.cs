namespace RerankKit;

/// <summary>The windows of a listwise pass, from the end of the list to its head.</summary>
internal static class SlidingWindows
{
    /// <summary>
    /// Each window ends a step before the one behind it; the last begins at 0, however short the list is, and is the only one that may be shorter than the others.
    /// RankGPT's own loop leaves out lists shorter than a window and may end before the head.
    /// </summary>
    public static IEnumerable<(int Start, int End)> Of(int count, int size, int step)
    {
        int end = count;
        while (true)
        {
            int start = Math.Max(0, end - size);
            yield return (start, end);
            if (start == 0)
            {
                yield break;
            }

            end -= step;
        }
    }

    /// <summary>How many windows a list has.</summary>
    public static int CountOf(int count, int size, int step) => count <= size ? 1 : ((count - size + step - 1) / step) + 1;

    /// <summary>How long a list may be to have no more than that many windows.</summary>
    public static int DepthOf(int windows, int size, int step) => (int)Math.Min(int.MaxValue, size + ((windows - 1L) * step));
}
