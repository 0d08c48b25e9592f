using System.Buffers;
using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>New scores for the scored results of a response, and the ranking they give.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct Rescoring : IDisposable
{
    private readonly ReadOnlySpan<RerankResult> _results;
    private readonly double[] _buffer;
    private readonly int _scored;

    /// <summary>Starts from the response's own scores; unscored results follow the scored ones and stay where they are.</summary>
    public Rescoring(RerankResponse response)
    {
        _results = ListSpan.Of(response.Results);
        _buffer = ArrayPool<double>.Shared.Rent(2 * _results.Length);
        while (_scored < _results.Length && _results[_scored].IsScored)
        {
            _buffer[_scored] = _results[_scored].Score;
            _scored++;
        }
    }

    /// <summary>The results that the scores belong to, and the unscored ones behind them.</summary>
    public ReadOnlySpan<RerankResult> Results => _results;

    /// <summary>The scores to change, in the order of the response's results.</summary>
    public Span<double> Scores => _buffer.AsSpan(0, _scored);

    /// <summary>The results by the new scores; equal ones by the candidates' order. The score before becomes the raw score where there was none.</summary>
    public RerankResult[] Rank(int? topN)
    {
        // Laid out by candidate first: the stable order then breaks ties as promised.
        int[] buffer = ArrayPool<int>.Shared.Rent(2 * _scored);
        Span<int> positions = buffer.AsSpan(0, _scored);
        Span<int> order = buffer.AsSpan(_scored, _scored);
        LayOutByCandidate(positions);
        Span<double> keys = _buffer.AsSpan(_scored, _scored);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = _buffer[positions[i]];
        }

        StableOrder.Descending(keys, order);
        var ranked = new RerankResult[Math.Min(_results.Length, topN ?? int.MaxValue)];
        int filled = Math.Min(_scored, ranked.Length);
        for (int rank = 0; rank < filled; rank++)
        {
            int position = positions[order[rank]];
            ranked[rank] = _results[position].Rescored(_buffer[position]);
        }

        _results[filled..ranked.Length].CopyTo(ranked.AsSpan(filled));
        ArrayPool<int>.Shared.Return(buffer);
        return ranked;
    }

    public void Dispose() => ArrayPool<double>.Shared.Return(_buffer);

    // The indices are unique and in range of the candidates: a scatter and a gather instead of a sort.
    private void LayOutByCandidate(Span<int> positions)
    {
        int max = -1;
        for (int i = 0; i < _scored; i++)
        {
            max = Math.Max(max, _results[i].Index);
        }

        if (max + 1 == _scored)
        {
            for (int i = 0; i < _scored; i++)
            {
                positions[_results[i].Index] = i;
            }

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
                positions[next++] = slots[index];
            }
        }

        ArrayPool<int>.Shared.Return(slots);
    }
}
