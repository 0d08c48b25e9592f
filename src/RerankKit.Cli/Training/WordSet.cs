namespace RerankKit.Cli.Training;

/// <summary>The different words of a text, by which near-duplicates are found.</summary>
internal sealed class WordSet
{
    // Nine of ten words are the same: a changed date or number, another boilerplate line.
    private const double Alike = 0.9;
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    public WordSet(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isWord && start < 0)
            {
                start = i;
            }
            else if (!isWord && start >= 0)
            {
                _words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }
    }

    /// <summary>Whether at least nine of ten words of both are the same (Jaccard).</summary>
    public bool IsLike(WordSet other)
    {
        (int less, int more) = _words.Count < other._words.Count ? (_words.Count, other._words.Count) : (other._words.Count, _words.Count);
        if (less < Alike * more)
        {
            return false;
        }

        int common = _words.Count(other._words.Contains);
        return common >= Alike * (less + more - common);
    }
}
