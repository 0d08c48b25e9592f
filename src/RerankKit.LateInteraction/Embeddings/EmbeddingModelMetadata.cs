using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction;

/// <summary>What an embedding generator may say of itself beyond Microsoft.Extensions.AI's metadata, so that <see cref="EmbeddingReranker"/> needs no settings for it.</summary>
/// <remarks>
/// A generator that answers <c>GetService(typeof(EmbeddingGeneratorMetadata))</c> with this class promises to read <see cref="PromptProperty"/> and
/// <see cref="MaxTokensProperty"/> of a call's additional properties. Those of RerankKit.Onnx do.
/// </remarks>
public class EmbeddingModelMetadata : EmbeddingGeneratorMetadata
{
    /// <summary>The additional property of a call with the text that is put before each of its texts; empty for none.</summary>
    public const string PromptProperty = "prompt";

    /// <summary>The additional property of a call with the most tokens of a text that are read.</summary>
    public const string MaxTokensProperty = "max_tokens";

    /// <summary>The additional property of an embedding with the number of tokens that were read.</summary>
    public const string TokenCountProperty = "token_count";

    /// <summary>The additional property of an embedding, true where the text was cut to fit the model.</summary>
    public const string IsTruncatedProperty = "is_truncated";

    /// <summary>Makes metadata.</summary>
    /// <param name="providerName">Who embeds, for example <c>onnx</c>.</param>
    /// <param name="providerUri">Where it is served; null for this process.</param>
    /// <param name="modelId">The model.</param>
    /// <param name="dimension">Numbers per vector; null when not known yet.</param>
    public EmbeddingModelMetadata(string providerName, Uri? providerUri, string modelId, int? dimension)
        : base(providerName, providerUri, modelId, dimension)
    {
    }

    /// <summary>What changes whenever vectors do; stores keep the vectors of different revisions apart.</summary>
    public string? Revision { get; init; }

    /// <summary>What the model wants before a query; empty for nothing.</summary>
    public string QueryPrompt { get; init; } = "";

    /// <summary>What the model wants before a document; empty for nothing.</summary>
    public string DocumentPrompt { get; init; } = "";

    /// <summary>The longest text in tokens, prompt and special tokens included; null when there is no limit.</summary>
    public int? MaxTokens { get; init; }
}
