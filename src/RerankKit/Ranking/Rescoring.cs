using System.Buffers;

namespace RerankKit;

/// <summary>New scores for the scored results of a response, and the ranking they give.</summary>
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
        int[] buffer = ArrayPool<int>.Shared.Rent(_scored);
        Span<int> order = buffer.AsSpan(0, _scored);
        StableOrder.Descending(Scores, order);
        RerankResult[] ranked = GC.AllocateUninitializedArray<RerankResult>(Math.Min(_results.Length, topN ?? int.MaxValue));
        int filled = Math.Min(_scored, ranked.Length);
        if (Write(order[..filled], ranked) || (filled < _scored && Scores[order[filled]] == Scores[order[filled - 1]]))
        {
            OrderTiesByCandidate(Scores, order);
            Write(order[..filled], ranked);
        }

        _results[filled..ranked.Length].CopyTo(ranked.AsSpan(filled));
        ArrayPool<int>.Shared.Return(buffer);
        return ranked;
    }

    public void Dispose() => ArrayPool<double>.Shared.Return(_buffer);

    // Answers whether two of the scores are equal.
    private bool Write(ReadOnlySpan<int> order, Span<RerankResult> ranked)
    {
        ReadOnlySpan<double> scores = Scores;
        ReadOnlySpan<RerankResult> results = _results;
        bool tied = false;
        double previous = double.NaN;
        for (int rank = 0; rank < order.Length; rank++)
        {
            int position = order[rank];
            double score = scores[position];
            ranked[rank] = results[position];
            RerankResult.Rescore(ref ranked[rank], score);
            tied |= score == previous;
            previous = score;
        }

        return tied;
    }

    // The stable order leaves equal scores in the response's order; the promise is the candidates'.
    private void OrderTiesByCandidate(ReadOnlySpan<double> scores, Span<int> order)
    {
        int start = 0;
        for (int rank = 1; rank <= order.Length; rank++)
        {
            if (rank < order.Length && scores[order[rank]] == scores[order[rank - 1]])
            {
                continue;
            }

            if (rank - start > 1)
            {
                OrderByCandidate(order[start..rank]);
            }

            start = rank;
        }
    }

    private void OrderByCandidate(Span<int> positions)
    {
        int[] buffer = ArrayPool<int>.Shared.Rent(positions.Length);
        Span<int> indices = buffer.AsSpan(0, positions.Length);
        for (int i = 0; i < indices.Length; i++)
        {
            indices[i] = _results[positions[i]].Index;
        }

        indices.Sort(positions);
        ArrayPool<int>.Shared.Return(buffer);
    }
}
