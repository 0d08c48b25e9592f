using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>The tokens that were read, as Jina and vLLM write them; 0 where the reranker counts none.</summary>
internal sealed record UsageAnswer(
    [property: JsonPropertyName("prompt_tokens")] long PromptTokens,
    [property: JsonPropertyName("total_tokens")] long TotalTokens);
