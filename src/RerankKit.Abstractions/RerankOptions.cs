using Microsoft.Extensions.AI;

namespace RerankKit;

/// <summary>Options of one call. Null means the reranker's own default.</summary>
public class RerankOptions
{
    /// <summary>Makes options in which everything is the reranker's default.</summary>
    public RerankOptions()
    {
    }

    /// <summary>Makes a copy.</summary>
    /// <param name="other">The options to copy.</param>
    protected RerankOptions(RerankOptions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TopN = other.TopN;
        ModelId = other.ModelId;
        MaxTokensPerDocument = other.MaxTokensPerDocument;
        Instruction = other.Instruction;
        TimeBudget = other.TimeBudget;
        Scope = other.Scope;
        ConversationId = other.ConversationId;
        AdditionalProperties = other.AdditionalProperties?.Clone();
    }

    /// <summary>How many results to return.</summary>
    /// <value>1 or more. Null, the default, returns every candidate.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? TopN { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for every candidate"); }

    /// <summary>The model to use, for rerankers that serve several.</summary>
    public string? ModelId { get; set; }

    /// <summary>How many tokens of a document the model reads at most.</summary>
    /// <value>1 or more tokens. Null, the default, is the model's own limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? MaxTokensPerDocument
    {
        get;
        set => field = Allow.AtLeast(value, 1, "1 or more tokens, or null for the model's limit");
    }

    /// <summary>What "relevant" means in this call, for rerankers that follow instructions.</summary>
    public string? Instruction { get; set; }

    /// <summary>How long the call may take before it returns the best answer it has.</summary>
    /// <value>More than zero. Null, the default, sets no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? TimeBudget
    {
        get;
        set => field = value <= TimeSpan.Zero ? throw Throw.OutOfRange(value, "more than zero, or null for no limit") : value;
    }

    /// <summary>Whose call this is, for example a tenant. Cached scores and budgets are never shared between scopes.</summary>
    public string? Scope { get; set; }

    /// <summary>Which conversation the call is a turn of, for <c>UseConversation</c>. Ids of different scopes are different conversations.</summary>
    /// <value>A text that is not blank and that no other conversation of the <see cref="Scope"/> has. Null, the default, for a call that is no turn of one.</value>
    /// <exception cref="ArgumentException">The value is blank: all conversations without an id would be one.</exception>
    public string? ConversationId
    {
        get;
        set => field = value is null || !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new ArgumentException("ConversationId is blank; allowed is an id of the conversation, or null for a call that is no turn of one.", nameof(value));
    }

    /// <summary>Anything a particular reranker understands beyond these options.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; set; }

    /// <summary>Makes a copy that can be changed without changing this one.</summary>
    /// <returns>A copy of the same type.</returns>
    public virtual RerankOptions Clone() => new(this);
}
