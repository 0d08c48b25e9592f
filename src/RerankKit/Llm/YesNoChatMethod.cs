namespace RerankKit;

/// <summary>Asks of each passage whether it answers the query, and scores by the probabilities of the words yes and no.</summary>
/// <remarks>
/// <para>
/// score = P(yes) / (P(yes) + P(no)), each summed over the spellings among the alternatives of the first answer token. One question of one output token per candidate,
/// independent of the others. The client must report log-probabilities: see <see cref="ChatTokenLogProbability"/>.
/// </para>
/// <para>Where a client reports none, the answer's text counts as 1 or 0; the response says how often (<see cref="ChatRerankReport.TextAnswers"/> and the stage's reason).</para>
/// </remarks>
public sealed record YesNoChatMethod : ChatRerankMethod
{
    /// <summary>Makes the method with a prompt for any instruction-following model.</summary>
    public YesNoChatMethod()
        : base("yes-no", ChatRerankPrompts.YesNo, RerankScoreKind.Probability) => UseJsonSchema = false;

    /// <summary>Qwen3-Reranker behind a chat endpoint whose template has thinking turned off: the prompt that it was trained with.</summary>
    public static YesNoChatMethod Qwen3Reranker { get; } = new() { Prompt = ChatRerankPrompts.Qwen3Reranker };

    /// <summary>mxbai-rerank-v2 behind a chat endpoint: the prompt that it was trained with; the answers are 1 and 0.</summary>
    public static YesNoChatMethod MxbaiRerankV2 { get; } = new()
    {
        Prompt = ChatRerankPrompts.MxbaiRerankV2,
        PositiveAnswer = "1",
        NegativeAnswer = "0",
    };

    /// <summary>bge-reranker-v2-gemma behind a plain completions endpoint: the model has no chat template.</summary>
    public static YesNoChatMethod BgeRerankerGemma { get; } = new() { Prompt = ChatRerankPrompts.BgeRerankerGemma };

    /// <summary>The word that means relevant; upper and lower case are the same.</summary>
    /// <value>Not blank; default <c>yes</c>.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string PositiveAnswer
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("The answer is blank. Set it to a word such as yes.", nameof(value)) : value.Trim();
    } = "yes";

    /// <summary>The word that means not relevant; upper and lower case are the same.</summary>
    /// <value>Not blank; default <c>no</c>.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string NegativeAnswer
    {
        get;
        init => field = string.IsNullOrWhiteSpace(value) ? throw new ArgumentException("The answer is blank. Set it to a word such as no.", nameof(value)) : value.Trim();
    } = "no";

    /// <summary>How many alternatives of the answer token are asked for.</summary>
    /// <value>2 to 20; default 20, the most that servers give.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2 or more than 20.</exception>
    public int Alternatives { get; init => field = Allow.Between(value, 2, 20); } = 20;

    /// <summary>Finds the tokens of an answer in a response, for clients that put them elsewhere, for example in <see cref="ChatResponse.RawRepresentation"/>.</summary>
    /// <value>Default null: <see cref="ChatTokenLogProbability.Read"/>. The delegate returns null where there are none.</value>
    public Func<ChatResponse, IReadOnlyList<ChatTokenLogProbability>?>? ReadLogProbabilities { get; init; }

    internal override int? MaxOutputTokens => 1;

    internal override string Describe() => $"yes={PositiveAnswer};no={NegativeAnswer}";

    internal override Task<RerankResult[]> RankAsync(ChatRun run) =>
        new PointwiseRanking(run, index => new YesNoQuestion(this, run, index)).RankAsync();
}
