using System.Buffers;

namespace RerankKit;

/// <summary>New scores for the scored results of a response, and the ranking they give.</summary>
internal readonly struct Rescoring : IDisposable
{
    private readonly IReadOnlyList<RerankResult> _results;
    private readonly double[] _buffer;
    private readonly int _scored;

    /// <summary>Starts from the response's own scores; unscored results follow the scored ones and stay where they are.</summary>
    public Rescoring(RerankResponse response)
    {
        _results = response.Results;
        _buffer = ArrayPool<double>.Shared.Rent(_results.Count);
        while (_scored < _results.Count && _results[_scored].IsScored)
        {
            _buffer[_scored] = _results[_scored].Score;
            _scored++;
        }
    }

    /// <summary>The scores to change, in the order of the response's results.</summary>
    public Span<double> Scores => _buffer.AsSpan(0, _scored);

    /// <summary>The results by the new scores; equal ones by the candidates' order. The score before becomes the raw score where there was none.</summary>
    public RerankResult[] Rank(int? topN)
    {
        // Results are laid out by candidate first: the stable order then breaks ties as promised.
        int[] buffer = ArrayPool<int>.Shared.Rent(2 * _scored);
        double[] keys = ArrayPool<double>.Shared.Rent(_scored);
        Span<int> byIndex = buffer.AsSpan(0, _scored);
        Span<int> order = buffer.AsSpan(_scored, _scored);
        OrderByIndex(byIndex, order);
        for (int i = 0; i < _scored; i++)
        {
            keys[i] = _buffer[byIndex[i]];
        }

        StableOrder.Descending(keys.AsSpan(0, _scored), order);
        var ranked = new RerankResult[Math.Min(_results.Count, topN ?? int.MaxValue)];
        for (int rank = 0; rank < ranked.Length; rank++)
        {
            if (rank >= _scored)
            {
                ranked[rank] = _results[rank];
                continue;
            }

            int position = byIndex[order[rank]];
            RerankResult result = _results[position];
            ranked[rank] = result with { Score = _buffer[position], RawScore = result.RawScore ?? result.Score };
        }

        ArrayPool<double>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(buffer);
        return ranked;
    }

    public void Dispose() => ArrayPool<double>.Shared.Return(_buffer);

    // The scored indices are unique and in range of the candidates: a scatter and a gather instead of a sort.
    private void OrderByIndex(Span<int> byIndex, Span<int> scratch)
    {
        int max = -1;
        for (int i = 0; i < _scored; i++)
        {
            max = Math.Max(max, _results[i].Index);
        }

        if (max >= 4 * _scored)
        {
            for (int i = 0; i < _scored; i++)
            {
                scratch[i] = _results[i].Index;
                byIndex[i] = i;
            }

            scratch.Sort(byIndex);
            return;
        }

        int[] slots = ArrayPool<int>.Shared.Rent(max + 1);
        slots.AsSpan(0, max + 1).Fill(-1);
        for (int i = 0; i < _scored; i++)
        {
            slots[_results[i].Index] = i;
        }

        int next = 0;
        for (int index = 0; index <= max; index++)
        {
            if (slots[index] >= 0)
            {
                byIndex[next++] = slots[index];
            }
        }

        ArrayPool<int>.Shared.Return(slots);
    }
}
