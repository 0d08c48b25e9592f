using System.Globalization;
using System.Text.Json;

namespace RerankKit.Answers;

/// <summary>Reads which statements are supported.</summary>
internal static class Supported
{
    /// <summary>The share of statements that are; null without any.</summary>
    /// <exception cref="FormatException">The answer is not what was asked for.</exception>
    public static (double? Value, string Reason) Share(JsonElement answer)
    {
        bool[] statements =
        [
            .. JudgeQuestion.List(answer, "statements").Select(statement => statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty("supported", out JsonElement supported)
                ? JudgeQuestion.Truth(supported)
                : throw new FormatException("a statement does not say whether it is supported.")),
        ];
        int count = statements.Count(supported => supported);
        return (statements.Length == 0 ? null : (double)count / statements.Length, string.Create(CultureInfo.InvariantCulture, $"{count} of {statements.Length} statements are supported."));
    }
}
