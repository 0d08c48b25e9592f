using System.Text.Json;

namespace RerankKit;

/// <summary>One token of an answer with its log-probability, and what the model might have said in its place.</summary>
/// <remarks>
/// <para>
/// <see cref="IChatClient"/> has no place of its own for log-probabilities. They are asked for through <see cref="ChatOptions.AdditionalProperties"/>
/// (<see cref="RequestKey"/>: true, <see cref="AlternativesKey"/>: how many) and returned in <see cref="ChatResponse.AdditionalProperties"/> under
/// <see cref="ResponseKey"/>, as a list of this type or as the JSON of an OpenAI response's <c>logprobs</c>.
/// </para>
/// </remarks>
/// <param name="Token">The token as text.</param>
/// <param name="LogProbability">The natural logarithm of its probability: 0 or less; servers write -9999 for next to never.</param>
public sealed record ChatTokenLogProbability(string Token, double LogProbability)
{
    /// <summary>The key under which options ask for log-probabilities; the value is true.</summary>
    public const string RequestKey = "logprobs";

    /// <summary>The key under which options say how many alternatives; the value is a whole number from 0 to 20.</summary>
    public const string AlternativesKey = "top_logprobs";

    /// <summary>The key under which a response carries its tokens.</summary>
    public const string ResponseKey = "logprobs";

    /// <summary>What the model might have said in this place, usually with the token itself, most probable first.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<ChatTokenLogProbability> Alternatives { get; init; } = [];

    /// <summary>Reads the tokens of a response from its additional properties.</summary>
    /// <param name="response">The response.</param>
    /// <returns>The answer's tokens in order; null where the response has none.</returns>
    public static IReadOnlyList<ChatTokenLogProbability>? Read(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        object? value = null;
        return response.AdditionalProperties?.TryGetValue(ResponseKey, out value) != true ? null
            : value is IReadOnlyList<ChatTokenLogProbability> tokens ? tokens
            : value is JsonElement json ? LogProbabilityReader.Read(json)
            : null;
    }
}
