namespace RerankKit;

/// <summary>Which of these passages is the best? The answer must name one, and no other.</summary>
internal sealed class ChoiceQuestion(ChatRerankMethod method, ChatRun run, int[] ranks) : ChatQuestion(method, run, ranks)
{
    private static readonly ChatResponseFormatJson ChoiceFormat = Schema(
        "choice",
        """{"type":"object","properties":{"best":{"type":"string"}},"required":["best"],"additionalProperties":false}""");

    private readonly int[] _ranks = ranks;
    private readonly bool _useJson = method.UseJsonSchema;

    /// <summary>The first-stage rank of the one that was named.</summary>
    public int Choice { get; private set; } = -1;

    protected override string AnswerShape => _useJson ? "a JSON object {\"best\": \"...\"} with its identifier" : "its identifier";

    protected override ChatResponseFormatJson Format => ChoiceFormat;

    public override bool Read(ChatResponse response, ChatTally tally)
    {
        string? text = AnswerText.Of(response);
        int place = text is null ? -1 : Find(text, ignoreCase: false, tally);
        place = place < 0 && text is not null ? Find(text, ignoreCase: true, tally) : place;
        if (place < 0)
        {
            tally.AddUnparsable();
            return false;
        }

        Choice = _ranks[place];
        HasAnswer = true;
        return true;
    }

    // The place of the only identifier in the text; -1 when there is none or more than one.
    private int Find(string text, bool ignoreCase, ChatTally tally)
    {
        int found = -1;
        int unknown = 0;
        int position = 0;
        while (AnswerWords.TryNext(text, ref position, out int start, out int length))
        {
            ReadOnlySpan<char> word = text.AsSpan(start, length);
            int place = Names.IndexOf(word, ignoreCase);
            if (place >= 0 && found >= 0 && place != found)
            {
                return -1;
            }

            found = place >= 0 ? place : found;
            unknown += place < 0 && Names.LooksLikeName(word) ? 1 : 0;
        }

        if (!ignoreCase)
        {
            tally.AddOutOfRange(unknown);
        }

        return found;
    }
}
