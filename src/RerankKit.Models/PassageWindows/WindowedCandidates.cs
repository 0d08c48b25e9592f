namespace RerankKit.Models;

/// <summary>The windows of all candidates of a call, as candidates of their own.</summary>
internal sealed class WindowedCandidates
{
    private readonly List<(int Index, int Start, int End)> _windows = [];
    private readonly List<RerankCandidate> _candidates = [];
    private readonly int[] _counts;
    private readonly bool[] _cut;

    /// <summary>Cuts every document that is longer than a window.</summary>
    /// <param name="candidates">The documents.</param>
    /// <param name="order">The order in which they are cut; null for their own.</param>
    /// <param name="tokenizer">Says where a window ends.</param>
    /// <param name="windowTokens">A window's length.</param>
    /// <param name="options">Overlap and number.</param>
    /// <param name="isLate">Asked between two documents: those that come later have no windows. The first always has.</param>
    public WindowedCandidates(
        IReadOnlyList<RerankCandidate> candidates, int[]? order, HuggingFaceTokenizer tokenizer, int windowTokens, PassageWindowsOptions options, Func<bool> isLate)
    {
        _counts = new int[candidates.Count];
        _cut = new bool[candidates.Count];
        int step = Math.Max(1, windowTokens - (int)(windowTokens * options.Overlap));
        int most = options.Aggregation == PassageAggregation.First ? 1 : options.MaxWindows ?? int.MaxValue;
        NotCut = candidates.Count;
        while (NotCut > 0 && (NotCut == candidates.Count || !isLate()))
        {
            int rank = candidates.Count - NotCut--;
            int index = order is null ? rank : order[rank];
            Cut(index, candidates[index], tokenizer, windowTokens, step, most);
        }

        IsInCandidatesOrder = order is null;
    }

    /// <summary>How many documents there was no time for: the last ones of the order.</summary>
    public int NotCut { get; }

    /// <summary>Whether the windows stand in the order of the candidates.</summary>
    public bool IsInCandidatesOrder { get; }

    /// <summary>The windows, in the order of the documents and of the text.</summary>
    public IReadOnlyList<RerankCandidate> Candidates => _candidates;

    /// <summary>How many documents have more than one window, or were cut.</summary>
    public int SplitDocuments { get; private set; }

    /// <summary>How many windows a candidate has.</summary>
    public int Count(int candidate) => _counts[candidate];

    /// <summary>Whether a candidate has text behind its last window.</summary>
    public bool IsCut(int candidate) => _cut[candidate];

    /// <summary>The candidate that a window belongs to.</summary>
    public int Owner(int window) => _windows[window].Index;

    /// <summary>Describes a window to the caller.</summary>
    public PassageWindow Describe(int window)
    {
        (int index, int start, int end) = _windows[window];
        int first = window;
        while (first > 0 && _windows[first - 1].Index == index)
        {
            first--;
        }

        return new(index, window - first, start, end, _counts[index]);
    }

    private void Cut(int index, RerankCandidate candidate, HuggingFaceTokenizer tokenizer, int windowTokens, int step, int most)
    {
        IReadOnlyList<(int Start, int End)> offsets = tokenizer.Encode(candidate.Text, null, new() { AddSpecialTokens = false }).Offsets;
        if (offsets.Count <= windowTokens)
        {
            Add(index, candidate, 0, candidate.Text.Length);
            return;
        }

        SplitDocuments++;
        for (int token = 0; ; token += step)
        {
            int last = Math.Min(token + windowTokens, offsets.Count) - 1;
            int start = token == 0 ? 0 : offsets[token].Start;
            int end = last == offsets.Count - 1 ? candidate.Text.Length : offsets[last].End;
            Add(index, candidate with { Text = candidate.Text[start..end] }, start, end);
            if (last == offsets.Count - 1)
            {
                return;
            }

            if (_counts[index] == most)
            {
                _cut[index] = true;
                return;
            }
        }
    }

    private void Add(int index, RerankCandidate candidate, int start, int end)
    {
        _windows.Add((index, start, end));
        _candidates.Add(candidate);
        _counts[index]++;
    }
}
