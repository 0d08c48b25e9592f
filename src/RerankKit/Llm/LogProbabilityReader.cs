using System.Text.Json;

namespace RerankKit;

/// <summary>Reads <c>choices[0].logprobs</c> as OpenAI, vLLM, llama.cpp and their like write it.</summary>
internal static class LogProbabilityReader
{
    /// <summary>The tokens of the answer; null where there are none. What is not as it should be is left out, never guessed.</summary>
    public static IReadOnlyList<ChatTokenLogProbability>? Read(JsonElement logProbabilities)
    {
        try
        {
            JsonElement content = logProbabilities.Member("content");
            ChatTokenLogProbability[] tokens = [.. content.ValueKind == JsonValueKind.Array ? ReadChat(content) : ReadCompletion(logProbabilities)];
            return tokens.Length > 0 ? tokens : null;
        }
        catch (InvalidOperationException)
        {
            return null; // an escaped half of a surrogate pair is found only when its string is read
        }
    }

    private static IEnumerable<ChatTokenLogProbability> ReadChat(JsonElement content)
    {
        foreach (JsonElement item in content.Items())
        {
            if (ReadToken(item) is ChatTokenLogProbability token)
            {
                yield return token with { Alternatives = [.. item.Member("top_logprobs").Items().Select(ReadToken).OfType<ChatTokenLogProbability>()] };
            }
        }
    }

    // The older shape of plain completions: parallel lists, the alternatives as objects from token to number.
    private static IEnumerable<ChatTokenLogProbability> ReadCompletion(JsonElement logProbabilities)
    {
        string[] names = [.. logProbabilities.Member("tokens").Items().Select(static name => name.Text() ?? "")];
        foreach ((int position, JsonElement place) in logProbabilities.Member("top_logprobs").Items().Index())
        {
            string name = names.ElementAtOrDefault(position) ?? "";
            ChatTokenLogProbability[] alternatives = place.ValueKind != JsonValueKind.Object ? []
                : [.. place.EnumerateObject().Select(static member => Create(member.Name, member.Value)).OfType<ChatTokenLogProbability>()];
            if (alternatives.Length > 0)
            {
                ChatTokenLogProbability chosen = Array.Find(alternatives, alternative => alternative.Token == name) ?? new(name, alternatives[0].LogProbability);
                yield return chosen with { Alternatives = alternatives };
            }
        }
    }

    private static ChatTokenLogProbability? ReadToken(JsonElement item) => item.Text("token") is string token ? Create(token, item.Member("logprob")) : null;

    // Rounding on a server makes a certain token's a little more than 0.
    private static ChatTokenLogProbability? Create(string token, JsonElement value) =>
        value.Number() is double number && double.IsFinite(number) && number < 1e-3 ? new(token, number) : null;
}
