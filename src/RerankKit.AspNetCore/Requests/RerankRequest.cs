using System.ComponentModel;
using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A request to rank, as the description of the endpoints shows it; <see cref="RerankRequestBody"/> reads it.</summary>
internal sealed record RerankRequest(
    [property: JsonPropertyName("query"), Description("What the user asked.")] string Query,
    [property: JsonPropertyName("documents"), Description("The documents: texts, or objects with a member text (or those that rank_fields names).")] IReadOnlyList<string>? Documents,
    [property: JsonPropertyName("texts"), Description("/rerank: the documents, as Text Embeddings Inference calls them; it decides the dialect.")] IReadOnlyList<string>? Texts,
    [property: JsonPropertyName("model"), Description("The model, as /v1/models names it; the first one where none is named.")] string? Model,
    [property: JsonPropertyName("top_n"), Description("How many results come back; all where it is missing, and where it is 0 outside of /v2.")] int? TopN,
    [property: JsonPropertyName("return_documents"), Description("Whether results carry their documents.")] bool? ReturnDocuments,
    [property: JsonPropertyName("rank_fields"), Description("Which members of documents that are objects are read.")] IReadOnlyList<string>? RankFields,
    [property: JsonPropertyName("max_tokens_per_doc"), Description("How many tokens of a document are read.")] int? MaxTokensPerDocument,
    [property: JsonPropertyName("max_chunks_per_doc"), Description("Only 1 is taken.")] int? MaxChunksPerDocument,
    [property: JsonPropertyName("priority"), Description("Only 0 is taken.")] int? Priority,
    [property: JsonPropertyName("raw_scores"), Description("Whether the scores are logits.")] bool? RawScores,
    [property: JsonPropertyName("return_text"), Description("With texts: whether results carry them.")] bool? ReturnText,
    [property: JsonPropertyName("truncate"), Description("Whether documents that are too long are cut; otherwise they are an error. Default true.")] bool? Truncate,
    [property: JsonPropertyName("truncation_direction"), Description("Only Right is taken.")] string? TruncationDirection,
    [property: JsonPropertyName("use_activation"), Description("vLLM: false gives logits. It decides the dialect.")] bool? UseActivation,
    [property: JsonPropertyName("truncate_prompt_tokens"), Description("vLLM: only -1, the model's limit, is taken. It decides the dialect.")] int? TruncatePromptTokens,
    [property: JsonPropertyName("truncation_side"), Description("vLLM: only right is taken. It decides the dialect.")] string? TruncationSide);
