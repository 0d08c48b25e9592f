namespace RerankKit;

/// <summary>In which order do these passages stand? The answer is a list of identifiers, and is repaired.</summary>
internal sealed class RankingQuestion(ListwiseChatMethod method, ChatRun run, int[] ranks) : ChatQuestion(method, run, ranks)
{
    private static readonly ChatResponseFormatJson RankingFormat = Schema(
        "ranking",
        """{"type":"object","properties":{"ranking":{"type":"array","items":{"type":"string"}}},"required":["ranking"],"additionalProperties":false}""");

    private static readonly ChatResponseFormatJson NumberFormat = Schema(
        "ranking",
        """{"type":"object","properties":{"ranking":{"type":"array","items":{"type":"integer"}}},"required":["ranking"],"additionalProperties":false}""");

    private readonly bool _useJson = method.UseJsonSchema;
    private int _duplicate;

    /// <summary>Places in the question, best first: those named, then the others in the order in which they were shown.</summary>
    public int[] Order { get; private set; } = [];

    /// <summary>How many of <see cref="Order"/> the answer named.</summary>
    public int Named { get; private set; }

    protected override string AnswerShape => (_useJson, Names.Identifiers) switch
    {
        (true, ChatIdentifiers.Codes) => "a JSON object {\"ranking\": [...]} with the identifiers as strings, best first",
        (true, _) => "a JSON object {\"ranking\": [...]} with the numbers, best first",
        _ => "the identifiers alone, best first, with > between them",
    };

    protected override ChatResponseFormatJson Format => Names.Identifiers == ChatIdentifiers.Codes ? RankingFormat : NumberFormat;

    public override bool Read(ChatResponse response, ChatTally tally)
    {
        string? text = AnswerText.Of(response);
        int[] order = new int[Count];
        int named = text is null ? 0 : ReadNames(text, ignoreCase: false, order, tally);
        if (text is not null && named == 0)
        {
            named = ReadNames(text, ignoreCase: true, order, tally);
        }

        if (named == 0)
        {
            tally.AddUnparsable();
            return false;
        }

        if (named > Named)
        {
            Order = [.. order[..named], .. Enumerable.Range(0, Count).Except(order[..named])];
            Named = named;
            HasAnswer = true;
        }

        // An answer that leaves out more than half is asked for again; the fuller one counts.
        return 2 * named >= Count;
    }

    public override void CountAnswer(ChatTally tally) => tally.AddRepairs(Count - Named, _duplicate);

    private int ReadNames(string text, bool ignoreCase, int[] order, ChatTally tally)
    {
        Span<bool> seen = Count <= 256 ? stackalloc bool[Count] : new bool[Count];
        seen.Clear();
        int named = 0;
        int duplicate = 0;
        int unknown = 0;
        int position = 0;
        while (AnswerWords.TryNext(text, ref position, out int start, out int length))
        {
            ReadOnlySpan<char> word = text.AsSpan(start, length);
            int place = Names.IndexOf(word, ignoreCase);
            if (place < 0)
            {
                unknown += Names.LooksLikeName(word) ? 1 : 0;
            }
            else if (seen[place])
            {
                duplicate++;
            }
            else
            {
                seen[place] = true;
                order[named++] = place;
            }
        }

        if (!ignoreCase)
        {
            tally.AddOutOfRange(unknown);
        }

        _duplicate = named > Named ? duplicate : _duplicate;
        return named;
    }
}
