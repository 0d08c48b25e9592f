namespace RerankKit.Tokenizers;

/// <summary>Lays a sorted vocabulary out as a double array: each node's children at its base plus their codes, in the first place where all are free.</summary>
internal sealed class CharTrieBuilder
{
    // Beyond so many misses a node with several children goes to the end of the array, which bounds the search.
    private const int MaxAttempts = 64;

    private readonly ushort[] _codes = new ushort[char.MaxValue + 1];
    private readonly KeyValuePair<string, int>[] _tokens;
    private readonly Stack<(int Node, int Low, int High, int Depth)> _open = new();
    private CharTrie.Node[] _nodes = [];
    private int _firstFree;
    private int _used;

    public CharTrieBuilder(IReadOnlyList<KeyValuePair<string, int>> tokens)
    {
        NumberUnits(tokens);

        // The order is stable, so the last of equal tokens comes last.
        _tokens = [.. tokens.Where(token => token.Key.Length > 0).OrderBy(token => token.Key, StringComparer.Ordinal)];
    }

    public CharTrie Build()
    {
        Grow(1024);
        Take(CharTrie.Root, parent: int.MaxValue);
        _open.Push((CharTrie.Root, 0, _tokens.Length, 0));
        var children = new List<(int Code, int Low, int High)>();
        while (_open.TryPop(out (int Node, int Low, int High, int Depth) range))
        {
            Place(range.Node, range.Low, range.High, range.Depth, children);
        }

        Array.Resize(ref _nodes, _used);
        return new CharTrie(_codes, _nodes);
    }

    private void NumberUnits(IReadOnlyList<KeyValuePair<string, int>> tokens)
    {
        int[] counts = new int[_codes.Length];
        foreach ((string text, _) in tokens)
        {
            foreach (char unit in text)
            {
                counts[unit]++;
            }
        }

        ushort code = 0;
        foreach (int unit in Enumerable.Range(0, counts.Length).Where(unit => counts[unit] > 0).OrderByDescending(unit => counts[unit]))
        {
            // Only a vocabulary with an unpaired surrogate of every kind could run out of numbers.
            _codes[unit] = checked(++code);
        }
    }

    private void Place(int node, int low, int high, int depth, List<(int Code, int Low, int High)> children)
    {
        int at = low;
        while (at < high && _tokens[at].Key.Length == depth)
        {
            _nodes[node].Token = _tokens[at++].Value;
        }

        children.Clear();
        while (at < high)
        {
            char unit = _tokens[at].Key[depth];
            int end = at + 1;
            while (end < high && _tokens[end].Key[depth] == unit)
            {
                end++;
            }

            children.Add((_codes[unit], at, end));
            at = end;
        }

        if (children.Count == 0)
        {
            // No place has this base plus a code as its parent's: a leaf leads nowhere.
            return;
        }

        int start = FindBase(children);
        _nodes[node].Base = start;
        foreach ((int code, int first, int last) in children)
        {
            Take(start + code, node);
            _open.Push((start + code, first, last, depth + 1));
        }
    }

    private int FindBase(List<(int Code, int Low, int High)> children)
    {
        int least = children.Min(child => child.Code);
        int greatest = children.Max(child => child.Code);
        int attempts = 0;
        for (int place = _firstFree; place < _used && attempts < MaxAttempts; place++)
        {
            if (IsFree(place))
            {
                attempts++;
                Grow(place - least + greatest + 1);
                if (AllFree(children, place - least))
                {
                    return place - least;
                }
            }
        }

        Grow(_used - least + greatest + 1);
        return _used - least;
    }

    private bool AllFree(List<(int Code, int Low, int High)> children, int start)
    {
        foreach ((int code, _, _) in children)
        {
            if (!IsFree(start + code))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFree(int place) => _nodes[place].Parent == -1;

    private void Take(int place, int parent)
    {
        _nodes[place].Parent = parent;
        _used = Math.Max(_used, place + 1);
        while (_firstFree < _nodes.Length && !IsFree(_firstFree))
        {
            _firstFree++;
        }
    }

    private void Grow(int length)
    {
        int old = _nodes.Length;
        if (length > old)
        {
            Array.Resize(ref _nodes, Math.Max(length, old * 2));
            _nodes.AsSpan(old).Fill(new CharTrie.Node { Parent = -1, Token = -1, Base = int.MinValue });
        }
    }
}
