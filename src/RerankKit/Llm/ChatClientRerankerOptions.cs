namespace RerankKit;

/// <summary>Options of <see cref="ChatClientReranker"/>. They are read when the reranker is made.</summary>
public sealed class ChatClientRerankerOptions
{
    /// <summary>How the model is asked.</summary>
    /// <value>Default <see cref="ListwiseChatMethod"/> with a window of 20 that moves by 10.</value>
    public ChatRerankMethod Method { get; set => field = Allow.NotNull(value); } = new ListwiseChatMethod();

    /// <summary>The model of calls that name none (<see cref="RerankOptions.ModelId"/>).</summary>
    /// <value>Default null: the chat client's own.</value>
    public string? ModelId { get; set; }

    /// <summary>What "relevant" means, for calls that say nothing (<see cref="RerankOptions.Instruction"/>).</summary>
    /// <value>Default null: what the prompt says.</value>
    public string? Instruction { get; set; }

    /// <summary>How many tokens of a document the model reads, for calls that say nothing (<see cref="RerankOptions.MaxTokensPerDocument"/>).</summary>
    /// <value>
    /// 1 or more tokens, by estimate: four ASCII characters, two of other alphabets, or one Chinese, Japanese or Korean character a token. Default 400, about the 300 words of
    /// RankGPT. Null never cuts.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxTokensPerDocument
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more tokens, or null for no limit");
    } = 400;

    /// <summary>How many questions may be under way at once, of all calls of the reranker together.</summary>
    /// <value>1 or more; default 8.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxConcurrency { get; set => field = Allow.AtLeast(value, 1); } = 8;

    /// <summary>How often a question is asked until its answer can be used. A request that fails is not repeated: that is the chat client's own business.</summary>
    /// <value>1 or more; default 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxAttempts { get; set => field = Allow.AtLeast(value, 1); } = 2;

    /// <summary>After how many failed requests in a row a call asks no further.</summary>
    /// <value>1 or more; default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxFailuresInARow { get; set => field = Allow.AtLeast(value, 1); } = 5;

    /// <summary>The sampling temperature that is sent.</summary>
    /// <value>0 or more; default 0. Null sends none, for models that refuse it.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public float? Temperature
    {
        get;
        set => field = Allow.If(value is null || (float.IsFinite(value.Value) && value >= 0), value, "a finite number, 0 or more, or null for none");
    } = 0;

    /// <summary>The sampling seed that is sent.</summary>
    /// <value>Default null: none.</value>
    public long? Seed { get; set; }

    /// <summary>How many tokens an answer may have.</summary>
    /// <value>1 or more tokens. Default null: 1 for <see cref="YesNoChatMethod"/>, no limit for the others, because models that think need room for it.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxOutputTokens
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more tokens, or null for the method's own");
    }

    /// <summary>What a million input tokens cost.</summary>
    /// <value>0 or more. Default null: unknown, and no cost is reported.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal? InputPricePerMillionTokens
    {
        get;
        set => field = Allow.AtLeast(value, 0, "0 or more, or null for unknown");
    }

    /// <summary>What a million output tokens cost.</summary>
    /// <value>0 or more. Default null: unknown, and no cost is reported.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public decimal? OutputPricePerMillionTokens
    {
        get;
        set => field = Allow.AtLeast(value, 0, "0 or more, or null for unknown");
    }

    /// <summary>Changes the options of each request last, for what only one client understands. Called concurrently.</summary>
    /// <value>Default null. What it changes about the answers belongs into <see cref="Revision"/>.</value>
    public Action<ChatOptions>? ConfigureChatOptions { get; set; }

    /// <summary>Whatever else changes the answers, for example the version of a model behind one name. It becomes part of cache keys.</summary>
    /// <value>Default null: nothing else.</value>
    public string? Revision { get; set; }

    /// <summary>Whether the chat client outlives the reranker.</summary>
    /// <value>Default false: it is disposed with it.</value>
    public bool LeaveOpen { get; set; }

    internal ChatClientRerankerOptions Clone() => (ChatClientRerankerOptions)MemberwiseClone();
}
