namespace RerankKit;

/// <summary>One call: the candidates by first-stage rank, their texts as the model reads them, and who is asked.</summary>
internal sealed class ChatRun
{
    private readonly int[]? _order;
    private readonly PassageText[] _texts;
    private readonly string? _instruction;

    public ChatRun(
        string query, IReadOnlyList<RerankCandidate> candidates, RerankOptions? options, ChatClientRerankerOptions settings, ChatAsker asker)
    {
        Candidates = candidates;
        Settings = settings;
        Asker = asker;
        TopN = options?.TopN;
        _instruction = options?.Instruction ?? settings.Instruction;
        _order = FirstStageOrder.Of(candidates);
        bool hasNumbers = settings.Method.Prompt.Identifiers == ChatIdentifiers.Numbers;
        Query = PassageText.Of(query, maxTokens: null, hasNumbers).Text;
        int? maxTokens = options?.MaxTokensPerDocument ?? settings.MaxTokensPerDocument;
        _texts = new PassageText[candidates.Count];
        for (int rank = 0; rank < _texts.Length; rank++)
        {
            _texts[rank] = PassageText.Of(candidates[Index(rank)].Text, maxTokens, hasNumbers);
            TruncatedDocuments += _texts[rank].IsTruncated ? 1 : 0;
        }
    }

    public IReadOnlyList<RerankCandidate> Candidates { get; }

    public ChatClientRerankerOptions Settings { get; }

    public ChatAsker Asker { get; }

    public string Query { get; }

    public int? TopN { get; }

    public int Count => _texts.Length;

    public int TruncatedDocuments { get; }

    /// <summary>The instruction of the call, or the reranker's, or the prompt's.</summary>
    public string? Instruction => _instruction ?? Settings.Method.Prompt.DefaultInstruction;

    /// <summary>The text of the candidate at a first-stage rank.</summary>
    public string Text(int rank) => _texts[rank].Text;

    /// <summary>The index in the caller's list of the candidate at a first-stage rank.</summary>
    public int Index(int rank) => _order is null ? rank : _order[rank];

    /// <summary>Asks which of some candidates is the best. They are shown in first-stage order: a model that takes the first of equals then keeps that order.</summary>
    /// <returns>Its first-stage rank; where no answer says, the best of the first stage. -1 when asking has stopped.</returns>
    public async Task<int> ChooseAsync(ChatRerankMethod method, int[] members)
    {
        var question = new ChoiceQuestion(method, this, [.. members.Order()]);
        bool asked = await Asker.AskAsync(question).ConfigureAwait(false);
        return question.HasAnswer ? question.Choice : asked ? members.Min() : -1;
    }

    /// <summary>A result with a score, for the candidate at a first-stage rank.</summary>
    public RerankResult Scored(int rank, double score) => new(Index(rank), score) { IsTruncated = _texts[rank].IsTruncated };

    /// <summary>The settled ones with 1/r as their scores, then the others in first-stage order.</summary>
    public RerankResult[] ByRank(IReadOnlyList<int> settled, Func<int, RerankPlacement> placementOfOthers)
    {
        var results = new RerankResult[Count];
        bool[] isSettled = new bool[Count];
        for (int i = 0; i < settled.Count; i++)
        {
            results[i] = Scored(settled[i], 1.0 / (i + 1));
            isSettled[settled[i]] = true;
        }

        int next = settled.Count;
        for (int rank = 0; rank < Count; rank++)
        {
            if (!isSettled[rank])
            {
                results[next++] = Unscored(rank, placementOfOthers(rank));
            }
        }

        return results;
    }

    /// <summary>Those with a score, best first and equal ones by their index, then the others in first-stage order.</summary>
    public RerankResult[] ByScore(double?[] scoreOfRank)
    {
        var results = new List<RerankResult>(Count);
        for (int rank = 0; rank < Count; rank++)
        {
            if (scoreOfRank[rank] is double score)
            {
                results.Add(Scored(rank, score));
            }
        }

        results.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        for (int rank = 0; rank < Count; rank++)
        {
            if (scoreOfRank[rank] is null)
            {
                results.Add(Unscored(rank, PlacementOfUnknown));
            }
        }

        return [.. results];
    }

    /// <summary>Why a candidate that should have been placed was not.</summary>
    public RerankPlacement PlacementOfUnknown => Asker.IsCutShort ? RerankPlacement.OverBudget : RerankPlacement.Unscored;

    private RerankResult Unscored(int rank, RerankPlacement placement) =>
        RerankResult.Unscored(Index(rank), placement) with { IsTruncated = _texts[rank].IsTruncated };
}
