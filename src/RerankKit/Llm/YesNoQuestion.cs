namespace RerankKit;

/// <summary>Does this passage answer the query? The probability of yes against no.</summary>
internal sealed class YesNoQuestion(YesNoChatMethod method, ChatRun run, int rank) : ChatQuestion(method, run, [rank])
{
    private static readonly ChatResponseFormatJson AnswerFormat = Schema(
        "answer",
        """{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"],"additionalProperties":false}""");

    private bool _isTextAnswer;

    protected override string AnswerShape => $"{method.PositiveAnswer} or {method.NegativeAnswer}";

    protected override ChatResponseFormatJson Format => AnswerFormat;

    public override void Configure(ChatOptions options)
    {
        base.Configure(options);
        options.AdditionalProperties ??= [];
        options.AdditionalProperties[ChatTokenLogProbability.RequestKey] = true;
        options.AdditionalProperties[ChatTokenLogProbability.AlternativesKey] = method.Alternatives;
    }

    public override bool Read(ChatResponse response, ChatTally tally)
    {
        string? text = AnswerText.Of(response);
        IReadOnlyList<ChatTokenLogProbability>? tokens = method.ReadLogProbabilities is null
            ? ChatTokenLogProbability.Read(response)
            : method.ReadLogProbabilities(response);
        double? probability = tokens is null || response.FinishReason == ChatFinishReason.ContentFilter ? null : Probability(tokens);
        _isTextAnswer = probability is null;
        probability ??= text is null ? null : ReadText(text);
        if (probability is not double score)
        {
            tally.AddUnparsable();
            return false;
        }

        Score = score;
        HasAnswer = true;
        return true;
    }

    public override void CountAnswer(ChatTally tally)
    {
        if (_isTextAnswer)
        {
            tally.AddTextAnswer();
        }
    }

    // P(yes) / (P(yes) + P(no)) at the first place where the model says one of them, else at the first place where it might have.
    private double? Probability(IReadOnlyList<ChatTokenLogProbability> tokens)
    {
        int start = ThoughtEnd(tokens);
        double? possible = null;
        for (int i = start; i < tokens.Count; i++)
        {
            bool said = IsAnswer(tokens[i].Token, method.PositiveAnswer) || IsAnswer(tokens[i].Token, method.NegativeAnswer);
            if ((said || possible is null) && Probability(tokens[i]) is double probability)
            {
                if (said)
                {
                    return probability;
                }

                possible ??= probability;
            }
        }

        return possible;
    }

    private double? Probability(ChatTokenLogProbability token)
    {
        double yes = 0;
        double no = 0;
        bool isListed = false;
        foreach (ChatTokenLogProbability alternative in token.Alternatives)
        {
            isListed |= alternative.Token == token.Token;
            Add(alternative, ref yes, ref no);
        }

        if (!isListed)
        {
            Add(token, ref yes, ref no);
        }

        return yes + no > 0 ? yes / (yes + no) : null;
    }

    private void Add(ChatTokenLogProbability token, ref double yes, ref double no)
    {
        double probability = Math.Exp(Math.Min(0, token.LogProbability));
        yes += IsAnswer(token.Token, method.PositiveAnswer) ? probability : 0;
        no += IsAnswer(token.Token, method.NegativeAnswer) ? probability : 0;
    }

    // Tokenizers write a leading space as itself, as U+2581 or as U+0120.
    private static bool IsAnswer(string token, string answer) =>
        token.AsSpan().TrimStart(" \t\r\n\u2581\u0120\u010A\"'").TrimEnd(" \t\r\n.,\"'").Equals(answer, StringComparison.OrdinalIgnoreCase);

    // Thoughts come first, and may say yes and no as they like.
    private static int ThoughtEnd(IReadOnlyList<ChatTokenLogProbability> tokens)
    {
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            if (tokens[i].Token.Contains("</think>", StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return tokens.Any(static token => token.Token.Contains("<think>", StringComparison.OrdinalIgnoreCase)) ? tokens.Count : 0;
    }

    // One of the two words must be said, and not the other.
    private double? ReadText(string text)
    {
        bool yes = false;
        bool no = false;
        int position = 0;
        while (AnswerWords.TryNext(text, ref position, out int start, out int length))
        {
            ReadOnlySpan<char> word = text.AsSpan(start, length);
            yes |= word.Equals(method.PositiveAnswer, StringComparison.OrdinalIgnoreCase);
            no |= word.Equals(method.NegativeAnswer, StringComparison.OrdinalIgnoreCase);
        }

        return yes == no ? null : yes ? 1 : 0;
    }
}
