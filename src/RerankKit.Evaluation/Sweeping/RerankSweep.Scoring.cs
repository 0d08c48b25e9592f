namespace RerankKit.Evaluation;

public sealed partial class RerankSweep
{
    private static readonly string[] Variants = ["repeated", "reversed", "shuffled"];

    private async Task ScoreQueryAsync(SweepQuery query, int index, CancellationToken cancellationToken)
    {
        if (!query.IsKnown)
        {
            _store.Append(query, Lists(query.Id));
        }

        for (int reranker = 0; reranker < _rerankers.Count && query.Text is not null; reranker++)
        {
            await WarmUpAsync(query, reranker, cancellationToken).ConfigureAwait(false);
            if (_settings.Rerankers[reranker].IsPointwise)
            {
                await ScorePairsAsync(query, reranker, index, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ScoreListsAsync(query, reranker, cancellationToken).ConfigureAwait(false);
            }

            if (IsChosen(index, Stability(reranker)))
            {
                await RepeatAsync(query, reranker, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ScorePairsAsync(SweepQuery query, int reranker, int index, CancellationToken cancellationToken)
    {
        SweepCell[] cells = [.. query.Cells(reranker)];
        if (IsChosen(index, Timing(reranker)))
        {
            foreach (SweepCell cell in cells.Where(cell => !query.HasTiming(cell)))
            {
                if (query.Sequence(cell) is { Length: > 0 } sequence)
                {
                    (SweepLine line, double milliseconds) = await AskAsync(query, cell, sequence, cancellationToken).ConfigureAwait(false);
                    Keep(query, reranker, line);
                    _store.Append(query, query.Timing(cell, milliseconds));
                }
            }
        }

        string[] missing = [.. cells.SelectMany(query.Sequence).Distinct(StringComparer.Ordinal).Where(document => !query.HasPair(reranker, document))];
        if (missing.Length == 0)
        {
            return;
        }

        // What one request answered is kept before the next one may fail.
        double time = 0;
        foreach (string[] part in missing.Chunk(_rerankers[reranker].MaxDocumentsPerCall ?? int.MaxValue))
        {
            (SweepLine pairs, double milliseconds) = await AskAsync(query, cells[0], part, cancellationToken).ConfigureAwait(false);
            Keep(query, reranker, pairs);
            time += milliseconds;
        }

        // A call that is exactly that of a cell is its time, too.
        foreach (SweepCell cell in cells.Where(cell => Timing(reranker) != 0 || _rerankers[reranker].IsPaid).Where(cell => !query.HasTiming(cell) && query.Sequence(cell).SequenceEqual(missing)))
        {
            _store.Append(query, query.Timing(cell, time));
        }
    }

    private async Task ScoreListsAsync(SweepQuery query, int reranker, CancellationToken cancellationToken)
    {
        foreach (SweepCell cell in query.Cells(reranker))
        {
            await ScoreListAsync(query, cell, query.Sequence(cell), cancellationToken).ConfigureAwait(false);
        }

        // A twin is one more call; ranks alone would say nothing about it.
        if (!_rerankers[reranker].IsPaid && _settings.Rerankers[reranker].ScoreKind != nameof(RerankScoreKind.RankOnly))
        {
            foreach (SweepCell cell in query.Cells(reranker))
            {
                await ScoreListAsync(query, cell, query.Twin(cell), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ScoreListAsync(SweepQuery query, SweepCell cell, string[] documents, CancellationToken cancellationToken)
    {
        if (documents.Length > 0 && !query.HasList(cell, documents))
        {
            (SweepLine line, double milliseconds) = await AskAsync(query, cell, documents, cancellationToken).ConfigureAwait(false);
            _store.Append(query, line with { Type = SweepLine.ListType, FirstStage = _settings.FirstStages[cell.FirstStage], Milliseconds = milliseconds });
        }
    }

    // The first list in other orders: whoever reads the documents together may be swayed by them.
    private async Task RepeatAsync(SweepQuery query, int reranker, CancellationToken cancellationToken)
    {
        SweepCell cell = query.Cells(reranker).Last(cell => cell.FirstStage == query.Cells(reranker).First().FirstStage);
        string[] documents = query.Sequence(cell);
        if (documents.Length < 2)
        {
            return;
        }

        double?[] before = [.. query.Scores(cell, documents)!.Select(score => score.Order)];
        foreach (string variant in Variants.Where(variant => !query.Stability.ContainsKey((cell, variant))))
        {
            string[] others = SweepOrder.Of(documents, variant);
            (SweepLine line, _) = await AskAsync(query, cell, others, cancellationToken).ConfigureAwait(false);
            var after = Enumerable.Range(0, others.Length).ToDictionary(i => others[i], i => SweepScore.Of(line, i).Order, StringComparer.Ordinal);
            _store.Append(query, SweepOrder.Compare(documents, before, [.. documents.Select(document => after[document])]) with
            {
                Query = query.Id,
                Reranker = _rerankers[reranker].Name,
                FirstStage = _settings.FirstStages[cell.FirstStage],
                Depth = _settings.Depths[cell.Depth],
                Variant = variant,
                Cost = line.Cost,
            });
        }
    }

    private async Task<(SweepLine Line, double Milliseconds)> AskAsync(SweepQuery query, SweepCell cell, string[] documents, CancellationToken cancellationToken)
    {
        int reranker = cell.Reranker;
        RerankCandidate[] candidates = Candidates(query, cell.FirstStage, documents);
        long start = _timeProvider.GetTimestamp();
        RerankResponse response = await _rerankers[reranker].Reranker.RerankAsync(query.Text!, candidates, cancellationToken: cancellationToken).ConfigureAwait(false);
        double milliseconds = _timeProvider.GetElapsedTime(start).TotalMilliseconds;
        var scores = new SweepScore[documents.Length];
        long tokens = response.Usage?.InputTokenCount ?? 0;
        bool isCounted = tokens > 0;
        foreach (RerankResult result in response.Results)
        {
            scores[result.Index] = SweepScore.Of(result, _settings.Rerankers[reranker].IsPointwise);
            tokens += isCounted ? 0 : result.TokenCount.GetValueOrDefault();
        }

        return (SweepScore.Line(SweepLine.PairsType, query.Id, _rerankers[reranker].Name, documents, scores) with
        {
            Tokens = tokens == 0 ? null : tokens,
            Cost = _rerankers[reranker].CostOf(response),
        }, milliseconds);
    }

    // What is known stays as it is: the same pair has the same score.
    private void Keep(SweepQuery query, int reranker, SweepLine line)
    {
        int[] unknown = [.. Enumerable.Range(0, line.Documents!.Count).Where(i => !query.HasPair(reranker, line.Documents[i]))];
        if (unknown.Length > 0)
        {
            _store.Append(query, line with
            {
                Documents = [.. unknown.Select(i => line.Documents[i])],
                Scores = [.. unknown.Select(i => line.Scores![i])],
                Raw = line.Raw is null ? null : [.. unknown.Select(i => line.Raw[i])],
                Tokens = line.Tokens * unknown.Length / line.Documents.Count,
                Cost = line.Cost * unknown.Length / line.Documents.Count,
            });
        }
    }

    // Pairs of several first stages are asked about together: the reranker then sees no score of the one that lacks the document.
    private RerankCandidate[] Candidates(SweepQuery query, int firstStage, string[] documents)
    {
        var scores = query.FirstStages[firstStage]!.ToDictionary(document => document.Id, document => document.Score, StringComparer.Ordinal);
        return Array.ConvertAll(documents, document => new RerankCandidate(_input.DocumentText(document)!) { Id = document, Score = scores.TryGetValue(document, out double score) ? score : null });
    }

    private async Task WarmUpAsync(SweepQuery query, int reranker, CancellationToken cancellationToken)
    {
        if (_isWarm[reranker])
        {
            return;
        }

        SweepCell cell = query.Cells(reranker).MaxBy(cell => query.Sequence(cell).Length);
        string[] longest = query.Sequence(cell);
        if (longest.Length == 0)
        {
            return;
        }

        for (int i = 0; i < WarmUpCalls; i++)
        {
            await AskAsync(query, cell, longest, cancellationToken).ConfigureAwait(false);
        }

        _isWarm[reranker] = true;
    }

    private SweepLine Lists(string id)
    {
        ScoredDocument[]?[] lists = [.. _input.FirstStages.Select(run => run.Contains(id) ? run.GetRanking(id).ToArray() : null)];
        string? text = _input.QueryText(id);
        return SweepQuery.Describe(
            id,
            string.IsNullOrWhiteSpace(text) ? null : text,
            _input.Qrels[id],
            lists.Select((list, i) => list is null ? null : new SweepList(_input.FirstStages[i].Name, [.. list.Select(document => document.Id)], [.. list.Select(document => document.Score)])).OfType<SweepList>(),
            [.. lists.OfType<ScoredDocument[]>().SelectMany(list => list).Select(document => document.Id).Distinct(StringComparer.Ordinal).Where(document => _input.DocumentText(document) is null).Order(StringComparer.Ordinal)]);
    }

    private int Timing(int reranker) => _settings.TimingQueries ?? (_rerankers[reranker].IsPaid ? 0 : DefaultTimingQueries);

    private int Stability(int reranker) => _settings.StabilityQueries ?? (_rerankers[reranker].IsPaid ? 0 : DefaultStabilityQueries);

    // Evenly spread over the queries.
    private bool IsChosen(int index, int count) => count >= _queryIds.Length || (long)index * count / _queryIds.Length != (long)(index + 1) * count / _queryIds.Length;

    private bool IsFinished(SweepQuery query, int index) =>
        query.IsKnown && (query.Text is null || Enumerable.Range(0, _rerankers.Count).All(reranker => IsFinished(query, reranker, index)));

    private bool IsFinished(SweepQuery query, int reranker, int index)
    {
        SweepCell[] cells = [.. query.Cells(reranker).Where(cell => query.Sequence(cell).Length > 0)];
        bool isPointwise = _settings.Rerankers[reranker].IsPointwise;
        bool hasTwins = !isPointwise && !_rerankers[reranker].IsPaid && _settings.Rerankers[reranker].ScoreKind != nameof(RerankScoreKind.RankOnly);
        SweepCell? repeated = cells.Length == 0 ? null : cells.Last(cell => cell.FirstStage == cells[0].FirstStage);
        return cells.All(cell => query.Scores(cell, query.Sequence(cell)) is not null)
            && (!isPointwise || !IsChosen(index, Timing(reranker)) || cells.All(query.HasTiming))
            && (!hasTwins || cells.All(cell => query.Twin(cell) is not { Length: > 0 } twin || query.HasList(cell, twin)))
            && (repeated is not { } first || !IsChosen(index, Stability(reranker)) || query.Sequence(first).Length < 2 || Variants.All(variant => query.Stability.ContainsKey((first, variant))));
    }
}
