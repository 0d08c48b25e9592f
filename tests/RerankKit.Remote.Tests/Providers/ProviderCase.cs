using System.Globalization;

namespace RerankKit.Remote.Tests.Providers;

/// <summary>One provider: its options, and how it writes an answer.</summary>
internal sealed record ProviderCase(string Name, Func<RemoteRerankerOptions> Options, Func<(string Index, string Score)[], string> Write)
{
    public const string Query = "how do I rotate an API key?";

    public const string Secret = "sk-secret-0123456789abcdef";

    public RerankScoreKind Kind { get; init; } = RerankScoreKind.Probability;

    /// <summary>Whether the answer has scores by position, one for each document.</summary>
    public bool IsPositional { get; init; }

    public static RerankCandidate[] Candidates { get; } =
    [
        new("Open \"Settings\",\nthen Keys, and choose Rotate.") { Score = 3 },
        new("Our office is closed on Mondays.") { Score = 2 },
        new("Schlüssel <b>&</b> 鍵 🔑 erneuern") { Score = 1 },
    ];

    public string Answer(params (int Index, double Score)[] results) =>
        Write([.. results.Select(result => (result.Index.ToString(CultureInfo.InvariantCulture), result.Score.ToString(CultureInfo.InvariantCulture)))]);

    /// <summary>An answer to <see cref="Candidates"/> in which the last is best and the first worst.</summary>
    public string UsualAnswer() => Answer((0, 0.125), (2, 0.75), (1, 0.5));

    public override string ToString() => Name;
}
