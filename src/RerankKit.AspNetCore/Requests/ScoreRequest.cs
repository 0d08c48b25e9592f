using System.ComponentModel;
using System.Text.Json.Serialization;

namespace RerankKit.AspNetCore;

/// <summary>A request to score pairs, as the description of the endpoints shows it; <see cref="ScoreRequestBody"/> reads it.</summary>
internal sealed record ScoreRequest(
    [property: JsonPropertyName("text_1"), Description("The query, or as many as there are documents; also called data_1 and queries.")] IReadOnlyList<string> Text1,
    [property: JsonPropertyName("text_2"), Description("The documents; also called data_2, documents and items.")] IReadOnlyList<string> Text2,
    [property: JsonPropertyName("model"), Description("The model, as /v1/models names it; the first one where none is named.")] string? Model,
    [property: JsonPropertyName("use_activation"), Description("Whether the scores are probabilities; false gives logits. Default true.")] bool? UseActivation,
    [property: JsonPropertyName("truncate_prompt_tokens"), Description("Only -1, the model's limit, is taken.")] int? TruncatePromptTokens,
    [property: JsonPropertyName("truncation_side"), Description("Only right is taken.")] string? TruncationSide);
