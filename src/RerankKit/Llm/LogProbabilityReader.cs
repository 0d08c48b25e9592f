using System.Text.Json;

namespace RerankKit;

/// <summary>Reads <c>choices[0].logprobs</c> as OpenAI, vLLM, llama.cpp and their like write it.</summary>
internal static class LogProbabilityReader
{
    /// <summary>The tokens of the answer; null where there are none. What is not as it should be is left out, never guessed.</summary>
    public static IReadOnlyList<ChatTokenLogProbability>? Read(JsonElement logProbabilities)
    {
        if (logProbabilities.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            return logProbabilities.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array ? ReadChat(content)
                : logProbabilities.TryGetProperty("top_logprobs", out JsonElement top) && top.ValueKind == JsonValueKind.Array ? ReadCompletion(logProbabilities, top)
                : null;
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped half of a surrogate pair is found only when its string is read
        }
    }

    private static List<ChatTokenLogProbability>? ReadChat(JsonElement content)
    {
        var tokens = new List<ChatTokenLogProbability>(content.GetArrayLength());
        foreach (JsonElement item in content.EnumerateArray())
        {
            if (ReadToken(item) is not ChatTokenLogProbability token)
            {
                continue;
            }

            var alternatives = new List<ChatTokenLogProbability>();
            if (item.TryGetProperty("top_logprobs", out JsonElement top) && top.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement alternative in top.EnumerateArray())
                {
                    if (ReadToken(alternative) is ChatTokenLogProbability read)
                    {
                        alternatives.Add(read);
                    }
                }
            }

            tokens.Add(token with { Alternatives = alternatives });
        }

        return tokens.Count > 0 ? tokens : null;
    }

    // The older shape of plain completions: parallel lists, the alternatives as objects from token to number.
    private static List<ChatTokenLogProbability>? ReadCompletion(JsonElement logProbabilities, JsonElement top)
    {
        string[] names = logProbabilities.TryGetProperty("tokens", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(static name => name.ValueKind == JsonValueKind.String ? name.GetString()! : "")]
            : [];
        var tokens = new List<ChatTokenLogProbability>();
        int position = 0;
        foreach (JsonElement place in top.EnumerateArray())
        {
            string name = position < names.Length ? names[position] : "";
            position++;
            if (place.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var alternatives = new List<ChatTokenLogProbability>();
            foreach (JsonProperty alternative in place.EnumerateObject())
            {
                if (alternative.Value.ValueKind == JsonValueKind.Number && IsLogProbability(alternative.Value.GetDouble()))
                {
                    alternatives.Add(new(alternative.Name, alternative.Value.GetDouble()));
                }
            }

            if (alternatives.Count > 0)
            {
                ChatTokenLogProbability chosen = alternatives.Find(alternative => alternative.Token == name) ?? new(name, alternatives[0].LogProbability);
                tokens.Add(chosen with { Alternatives = alternatives });
            }
        }

        return tokens.Count > 0 ? tokens : null;
    }

    private static ChatTokenLogProbability? ReadToken(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && item.TryGetProperty("token", out JsonElement token) && token.ValueKind == JsonValueKind.String
        && item.TryGetProperty("logprob", out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double logProbability) && IsLogProbability(logProbability)
            ? new(token.GetString()!, logProbability)
            : null;

    // Rounding on a server makes a certain token's a little more than 0.
    private static bool IsLogProbability(double value) => double.IsFinite(value) && value < 1e-3;
}
