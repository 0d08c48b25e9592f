namespace RerankKit;

/// <summary>The different words of a query, by their hashes.</summary>
internal static class QueryWords
{
    /// <summary>The words, sorted.</summary>
    public static ulong[] Of(string query)
    {
        LexicalWorkspace workspace = LexicalWorkspace.Take();
        workspace.Query.Read(query, LexicalAnalysis.Default, workspace.Buffer);
        ulong[] words = new ulong[workspace.Query.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = workspace.Query.Hash(i);
        }

        LexicalWorkspace.Return(workspace);
        Array.Sort(words);
        return words;
    }

    /// <summary>The words that both have, divided by the words that either has (Jaccard); 0 where there is none.</summary>
    public static double Overlap(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        int shared = 0;
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            shared += left[i] == right[j] ? 1 : 0;
            (i, j) = (left[i] <= right[j] ? i + 1 : i, left[i] >= right[j] ? j + 1 : j);
        }

        int all = left.Length + right.Length - shared;
        return all == 0 ? 0 : (double)shared / all;
    }
}
