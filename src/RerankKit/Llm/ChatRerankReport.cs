namespace RerankKit;

/// <summary>What became of the questions of one call: how often the model was asked, what was wrong with its answers, what it cost.</summary>
/// <remarks>Found with <see cref="ChatRerankReportExtensions.GetChatReport"/>.</remarks>
public sealed record ChatRerankReport
{
    internal const string PropertyName = "chat_report";

    /// <summary>How many questions there were: windows, sets, ordered pairs or candidates.</summary>
    public int Questions { get; init; }

    /// <summary>How many requests were sent; more than <see cref="Questions"/> where answers could not be used and were asked for again.</summary>
    public int Attempts { get; init; }

    /// <summary>How many questions have no usable answer: every attempt failed or could not be read.</summary>
    public int Unanswered { get; init; }

    /// <summary>How many requests failed: the client threw.</summary>
    public int Failed { get; init; }

    /// <summary>How many answers could not be read at all, were refused or were cut off.</summary>
    public int Unparsable { get; init; }

    /// <summary>How many identifiers were left out of answers that were used. They keep their order behind those that were named.</summary>
    public int Missing { get; init; }

    /// <summary>How many times answers named an identifier again. The first time counts.</summary>
    public int Duplicate { get; init; }

    /// <summary>How many identifiers or grades were none that the question allowed.</summary>
    public int OutOfRange { get; init; }

    /// <summary>How many yes/no answers had no log-probabilities and were read from their text, as 1 or 0.</summary>
    public int TextAnswers { get; init; }

    /// <summary>How many documents were cut to <see cref="ChatClientRerankerOptions.MaxTokensPerDocument"/>.</summary>
    public int TruncatedDocuments { get; init; }

    /// <summary>What the tokens cost by the options' prices, in their currency; null without prices or without token counts.</summary>
    public decimal? Cost { get; init; }
}
