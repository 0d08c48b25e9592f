namespace RerankKit.Evaluation;

/// <summary>What a sweep knows of one query: the lists, the judgements, and every score that was paid for.</summary>
internal sealed class SweepQuery(SweepHeader settings, string id)
{
    private readonly Dictionary<string, SweepScore>[] _pairs = [.. settings.Rerankers.Select(_ => new Dictionary<string, SweepScore>(StringComparer.Ordinal))];
    private readonly Dictionary<string, SweepLine>[] _lists = [.. settings.Rerankers.Select(_ => new Dictionary<string, SweepLine>(StringComparer.Ordinal))];
    private readonly Dictionary<SweepCell, double> _timings = [];
    private readonly Dictionary<(SweepCell Cell, string Variant), SweepLine> _stability = [];
    private readonly long[] _tokens = new long[settings.Rerankers.Count];
    private readonly decimal?[] _costs = new decimal?[settings.Rerankers.Count];
    private readonly HashSet<string> _withoutText = new(StringComparer.Ordinal);

    public string Id { get; } = id;

    /// <summary>Whether the lists are here already.</summary>
    public bool IsKnown { get; private set; }

    public string? Text { get; private set; }

    public QueryJudgements Judgements { get; private set; } = new();

    /// <summary>The documents of each first stage in its order; null where it does not answer the query.</summary>
    public ScoredDocument[]?[] FirstStages { get; } = new ScoredDocument[]?[settings.FirstStages.Count];

    public IReadOnlyDictionary<(SweepCell Cell, string Variant), SweepLine> Stability => _stability;

    public static SweepLine Describe(string id, string? text, IReadOnlyDictionary<string, int> judgements, IEnumerable<SweepList> firstStages, IReadOnlyList<string> withoutText) => new()
    {
        Type = SweepLine.QueryType,
        Query = id,
        Text = text,
        Judgements = judgements,
        FirstStages = [.. firstStages],
        WithoutText = withoutText.Count == 0 ? null : withoutText,
    };

    /// <summary>Takes a line in.</summary>
    /// <exception cref="FormatException">It does not go with the sweep.</exception>
    public void Add(SweepLine line)
    {
        switch (line.Type)
        {
            case SweepLine.QueryType:
                AddLists(line);
                break;
            case SweepLine.PairsType:
                AddPairs(line, Reranker(line));
                break;
            case SweepLine.ListType:
                RequireScores(line);
                _lists[Reranker(line)][Key(FirstStage(line), line.Documents!)] = line;
                break;
            case SweepLine.TimingType:
                _timings[Cell(line)] = line.Milliseconds ?? throw new FormatException("A timing has no milliseconds.");
                break;
            case SweepLine.StabilityType:
                _stability[(Cell(line), line.Variant ?? throw new FormatException("A repetition has no variant."))] = line;
                break;
            default:
                throw new FormatException($"'{line.Type}' is no line of a query.");
        }
    }

    /// <summary>Everything that is known, in one order however it came.</summary>
    public IEnumerable<SweepLine> Lines()
    {
        yield return Describe(
            Id,
            Text,
            Judgements.Grades,
            FirstStages.Select((list, f) => (list, f)).Where(first => first.list is not null).Select(first => ListOf(settings.FirstStages[first.f], first.list!)),
            [.. _withoutText.Order(StringComparer.Ordinal)]);
        for (int reranker = 0; reranker < _pairs.Length; reranker++)
        {
            string[] documents = [.. AllDocuments().Where(_pairs[reranker].ContainsKey)];
            if (documents.Length > 0)
            {
                yield return SweepScore.Line(SweepLine.PairsType, Id, settings.Rerankers[reranker].Name, documents, [.. documents.Select(document => _pairs[reranker][document])]) with
                {
                    Tokens = _tokens[reranker] == 0 ? null : _tokens[reranker],
                    Cost = _costs[reranker],
                };
            }

            // Every list that is in use, in the order of its first use; then the twins.
            foreach (SweepLine line in Cells(reranker).Select(cell => Find(cell, Sequence(cell)))
                .Concat(Cells(reranker).Select(cell => Find(cell, Twin(cell)))).OfType<SweepLine>().Distinct())
            {
                yield return line;
            }

            foreach (SweepCell cell in Cells(reranker).Where(_timings.ContainsKey))
            {
                yield return Timing(cell, _timings[cell]);
            }

            foreach (SweepLine line in _stability.Where(item => item.Key.Cell.Reranker == reranker).OrderBy(item => item.Key.Cell.FirstStage).ThenBy(item => item.Key.Variant, StringComparer.Ordinal).Select(item => item.Value))
            {
                yield return line;
            }
        }
    }

    /// <summary>The cells of a reranker, in the order of the report.</summary>
    public IEnumerable<SweepCell> Cells(int reranker) =>
        from firstStage in Enumerable.Range(0, FirstStages.Length)
        where FirstStages[firstStage] is not null
        from depth in Enumerable.Range(0, settings.Depths.Count)
        select new SweepCell(firstStage, reranker, depth);

    /// <summary>What the reranker is asked about: the first documents that have a text.</summary>
    public string[] Sequence(SweepCell cell) =>
        Text is null ? [] : [.. FirstStages[cell.FirstStage]!.Take(settings.Depths[cell.Depth]).Select(document => document.Id).Where(document => !_withoutText.Contains(document))];

    /// <summary>The same without the documents that are relevant: nothing there answers the query.</summary>
    public string[] Twin(SweepCell cell) => [.. Sequence(cell).Where(document => !IsRelevant(document))];

    public bool IsRelevant(string document) => Judgements.Grades.GetValueOrDefault(document) >= settings.RelevanceLevel;

    public bool HasPair(int reranker, string document) => _pairs[reranker].ContainsKey(document);

    public bool HasTiming(SweepCell cell) => _timings.ContainsKey(cell);

    public bool HasList(SweepCell cell, IReadOnlyList<string> documents) => Find(cell, documents) is not null;

    /// <summary>The time of a cell, where it was measured.</summary>
    public double? Milliseconds(SweepCell cell) =>
        settings.Rerankers[cell.Reranker].IsPointwise ? (_timings.TryGetValue(cell, out double value) ? value : null) : Find(cell, Sequence(cell))?.Milliseconds;

    /// <summary>Tokens and money of everything that a pointwise reranker was asked about this query.</summary>
    public (long Tokens, decimal? Cost, int Pairs) Spent(int reranker) => (_tokens[reranker], _costs[reranker], _pairs[reranker].Count);

    /// <summary>Tokens and money of the call of a cell, where it had one of its own.</summary>
    public SweepLine? Call(SweepCell cell) => Find(cell, Sequence(cell));

    /// <summary>The scores of documents that were asked about together; null where they were not.</summary>
    public SweepScore[]? Scores(SweepCell cell, IReadOnlyList<string> documents)
    {
        if (settings.Rerankers[cell.Reranker].IsPointwise)
        {
            Dictionary<string, SweepScore> pairs = _pairs[cell.Reranker];
            return documents.All(pairs.ContainsKey) ? [.. documents.Select(document => pairs[document])] : null;
        }

        return documents.Count == 0 ? [] : Find(cell, documents) is { } line ? [.. Enumerable.Range(0, documents.Count).Select(i => SweepScore.Of(line, i))] : null;
    }

    /// <summary>The documents of a cell in their new order: the scored ones by score, equal ones as they stood; then all others as they stood.</summary>
    public string[]? Reranked(SweepCell cell)
    {
        string[] sequence = Sequence(cell);
        return Scores(cell, sequence) is { } scores ? Ordered(cell.FirstStage, sequence, [.. scores.Select(score => score.Order)]) : null;
    }

    /// <summary>The documents of a first stage, some of them by other scores: those with one by it, equal ones as they stood; then all others as they stood.</summary>
    public string[] Ordered(int firstStage, string[] documents, double?[] scores)
    {
        string[] scored = [.. Enumerable.Range(0, documents.Length).Where(i => scores[i] is not null).OrderByDescending(i => scores[i]!.Value).Select(i => documents[i])];
        var placed = scored.ToHashSet(StringComparer.Ordinal);
        return [.. scored, .. FirstStages[firstStage]!.Select(document => document.Id).Where(document => !placed.Contains(document))];
    }

    public SweepLine Timing(SweepCell cell, double milliseconds) => new()
    {
        Type = SweepLine.TimingType,
        Query = Id,
        Reranker = settings.Rerankers[cell.Reranker].Name,
        FirstStage = settings.FirstStages[cell.FirstStage],
        Depth = settings.Depths[cell.Depth],
        Milliseconds = milliseconds,
    };

    private static SweepList ListOf(string name, ScoredDocument[] documents) =>
        new(name, Array.ConvertAll(documents, document => document.Id), Array.ConvertAll(documents, document => document.Score));

    private static string Key(int firstStage, IReadOnlyList<string> documents) => $"{firstStage}\n{string.Join('\n', documents)}";

    private static void RequireScores(SweepLine line)
    {
        if (line.Documents is null || line.Scores?.Count != line.Documents.Count || (line.Raw is not null && line.Raw.Count != line.Documents.Count))
        {
            throw new FormatException("There is not one score for each document.");
        }
    }

    private IEnumerable<string> AllDocuments() => FirstStages.OfType<ScoredDocument[]>().SelectMany(list => list).Select(document => document.Id).Distinct(StringComparer.Ordinal);

    private SweepLine? Find(SweepCell cell, IReadOnlyList<string> documents) => documents.Count == 0 ? null : _lists[cell.Reranker].GetValueOrDefault(Key(cell.FirstStage, documents));

    private int Reranker(SweepLine line)
    {
        for (int i = 0; i < settings.Rerankers.Count; i++)
        {
            if (settings.Rerankers[i].Name == line.Reranker)
            {
                return i;
            }
        }

        throw new FormatException($"Reranker '{line.Reranker}' is not in the sweep's first line.");
    }

    private int FirstStage(SweepLine line) =>
        Index(settings.FirstStages, line.FirstStage!) is >= 0 and var index ? index : throw new FormatException($"First stage '{line.FirstStage}' is not in the sweep's first line.");

    private SweepCell Cell(SweepLine line)
    {
        int depth = Index(settings.Depths, line.Depth.GetValueOrDefault());
        return depth < 0 ? throw new FormatException($"Depth {line.Depth} is not in the sweep's first line.") : new(FirstStage(line), Reranker(line), depth);
    }

    private static int Index<T>(IReadOnlyList<T> list, T value) => list.TakeWhile(item => !EqualityComparer<T>.Default.Equals(item, value)).Count() is var index && index < list.Count ? index : -1;

    private void AddLists(SweepLine line)
    {
        Text = line.Text;
        foreach ((string document, int grade) in line.Judgements ?? throw new FormatException("The query has no judgements."))
        {
            Judgements.Grades[document] = grade;
        }

        foreach (SweepList list in line.FirstStages ?? [])
        {
            int index = Index(settings.FirstStages, list.Name);
            FirstStages[index < 0 || list.Documents.Count != list.Scores.Count ? throw new FormatException($"First stage '{list.Name}' is not in the sweep's first line, or has not one score for each document.") : index] =
                [.. list.Documents.Zip(list.Scores, (document, score) => new ScoredDocument(document, score))];
        }

        _withoutText.UnionWith(line.WithoutText ?? []);
        IsKnown = true;
    }

    private void AddPairs(SweepLine line, int reranker)
    {
        RequireScores(line);
        for (int i = 0; i < line.Documents!.Count; i++)
        {
            _pairs[reranker][line.Documents[i]] = SweepScore.Of(line, i);
        }

        _tokens[reranker] += line.Tokens.GetValueOrDefault();
        _costs[reranker] = line.Cost is null ? _costs[reranker] : _costs[reranker].GetValueOrDefault() + line.Cost;
    }
}
