namespace RerankKit.Learning;

/// <summary>Which of a query's words a text has, literally: lower-cased runs of letters and digits.</summary>
internal sealed class WordEvidence
{
    private readonly string[] _words;
    private readonly Dictionary<string, int> _index;

    public WordEvidence(string query)
    {
        _words = Words(query);
        _index = new(StringComparer.Ordinal);
        foreach (string word in _words)
        {
            _index.TryAdd(word, _index.Count);
        }
    }

    /// <summary>How many words the query has.</summary>
    public int QueryLength => _words.Length;

    /// <summary>Looks at a text.</summary>
    /// <returns>The share of different query words that the text has, the share of neighbouring pairs that stand side by side in it, where the first stands (1 at the beginning, towards 0, 0 where there is none), how many words the text has.</returns>
    public (float Coverage, float Adjacent, float First, float Length) Read(string text)
    {
        string[] words = Words(text);
        bool[] found = new bool[_index.Count];
        var pairs = new HashSet<(string, string)>();
        int first = -1;
        for (int i = 0; i < words.Length; i++)
        {
            if (!_index.TryGetValue(words[i], out int word))
            {
                continue;
            }

            found[word] = true;
            first = first < 0 ? i : first;
            if (i > 0 && _index.ContainsKey(words[i - 1]))
            {
                pairs.Add((words[i - 1], words[i]));
            }
        }

        int adjacent = 0;
        for (int i = 1; i < _words.Length; i++)
        {
            adjacent += pairs.Contains((_words[i - 1], _words[i])) ? 1 : 0;
        }

        return (
            found.Length == 0 ? 0 : (float)found.Count(isFound => isFound) / found.Length,
            _words.Length < 2 ? 0 : (float)adjacent / (_words.Length - 1),
            first < 0 ? 0 : 1f / (1 + first),
            words.Length);
    }

    /// <summary>The words of a text, as they are compared.</summary>
    public static string[] Words(string text)
    {
        var words = new List<string>();
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isInside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isInside && start < 0)
            {
                start = i;
            }
            else if (!isInside && start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }

        return [.. words];
    }
}
