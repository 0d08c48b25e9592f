namespace RerankKit.Tokenizers;

/// <summary>Lays a sorted vocabulary out as a double array: each node's children at its base plus their codes, in the first place where all are free.</summary>
internal sealed class CharTrieBuilder
{
    // Beyond so many misses a node with several children goes to the end of the array, which bounds the search.
    private const int MaxAttempts = 64;

    private readonly ushort[] _codes = new ushort[char.MaxValue + 1];
    private readonly string[] _keys;
    private readonly int[] _ids;
    private readonly Stack<(int Node, int Low, int High, int Depth)> _open = new();
    private CharTrie.Node[] _nodes = [];

    // Free places form a list in ascending order; _next[_nodes.Length] stands for its end.
    private int[] _next = [];
    private int[] _previous = [];
    private int _firstFree;
    private int _used;

    public CharTrieBuilder(IReadOnlyList<KeyValuePair<string, int>> tokens)
    {
        NumberUnits(tokens);
        int[] order = new int[tokens.Count];
        string[] keys = new string[tokens.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = tokens[i].Key;
        }

        // By text, then by place, so that the last of equal tokens comes last.
        Array.Sort(order, (left, right) =>
        {
            int byText = string.CompareOrdinal(keys[left], keys[right]);
            return byText != 0 ? byText : left.CompareTo(right);
        });
        _keys = new string[keys.Length];
        _ids = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            _keys[i] = keys[order[i]];
            _ids[i] = tokens[order[i]].Value;
        }
    }

    public CharTrie Build()
    {
        Grow(1024);
        Take(CharTrie.Root);
        _nodes[CharTrie.Root].Parent = int.MaxValue;
        int low = 0;
        while (low < _keys.Length && _keys[low].Length == 0)
        {
            low++;
        }

        _open.Push((CharTrie.Root, low, _keys.Length, 0));
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

        var units = new List<char>();
        for (int unit = 0; unit < counts.Length; unit++)
        {
            if (counts[unit] > 0)
            {
                units.Add((char)unit);
            }
        }

        units.Sort((left, right) =>
        {
            int byCount = counts[right].CompareTo(counts[left]);
            return byCount != 0 ? byCount : left.CompareTo(right);
        });
        for (int i = 0; i < units.Count; i++)
        {
            // Only a vocabulary with an unpaired surrogate of every kind could run out of numbers.
            _codes[units[i]] = checked((ushort)(i + 1));
        }
    }

    private void Place(int node, int low, int high, int depth, List<(int Code, int Low, int High)> children)
    {
        int at = low;
        while (at < high && _keys[at].Length == depth)
        {
            _nodes[node].Token = _ids[at++];
        }

        children.Clear();
        while (at < high)
        {
            char unit = _keys[at][depth];
            int end = at + 1;
            while (end < high && _keys[end][depth] == unit)
            {
                end++;
            }

            children.Add((_codes[unit], at, end));
            at = end;
        }

        if (children.Count == 0)
        {
            // No place has this base plus a code as its parent's: a leaf leads nowhere.
            _nodes[node].Base = int.MinValue;
            return;
        }

        int start = FindBase(children);
        _nodes[node].Base = start;
        foreach ((int code, int first, int last) in children)
        {
            Take(start + code);
            _nodes[start + code].Parent = node;
            _open.Push((start + code, first, last, depth + 1));
        }
    }

    private int FindBase(List<(int Code, int Low, int High)> children)
    {
        int least = children[0].Code;
        int greatest = least;
        foreach ((int code, _, _) in children)
        {
            least = Math.Min(least, code);
            greatest = Math.Max(greatest, code);
        }

        int attempts = 0;
        for (int free = _firstFree; free < _nodes.Length; free = _next[free])
        {
            if (attempts++ == MaxAttempts)
            {
                break;
            }

            int start = free - least;
            Grow(start + greatest + 1);
            if (AllFree(children, start))
            {
                return start;
            }
        }

        int end = Math.Max(_used, _firstFree);
        Grow(end - least + greatest + 1);
        return end - least;
    }

    private bool AllFree(List<(int Code, int Low, int High)> children, int start)
    {
        foreach ((int code, _, _) in children)
        {
            if (_nodes[start + code].Parent != -1)
            {
                return false;
            }
        }

        return true;
    }

    private void Take(int place)
    {
        _nodes[place].Parent = int.MinValue;
        _used = Math.Max(_used, place + 1);
        int next = _next[place];
        int previous = _previous[place];
        if (previous < 0)
        {
            _firstFree = next;
        }
        else
        {
            _next[previous] = next;
        }

        if (next < _nodes.Length)
        {
            _previous[next] = previous;
        }
    }

    private void Grow(int length)
    {
        int old = _nodes.Length;
        if (length <= old)
        {
            return;
        }

        length = Math.Max(length, old * 2);
        int last = LastFree();
        Array.Resize(ref _nodes, length);
        Array.Resize(ref _next, length);
        Array.Resize(ref _previous, length);
        for (int i = old; i < length; i++)
        {
            _nodes[i] = new CharTrie.Node { Parent = -1, Token = -1, Base = int.MinValue };
            _next[i] = i + 1;
            _previous[i] = i - 1;
        }

        _previous[old] = last;
        if (last < 0)
        {
            _firstFree = old;
        }
        else
        {
            _next[last] = old;
        }
    }

    private int LastFree()
    {
        // The end of the array is nearly always free; a full one has no last free place.
        for (int place = _nodes.Length - 1; place >= 0; place--)
        {
            if (_nodes[place].Parent == -1)
            {
                return place;
            }
        }

        return -1;
    }
}
