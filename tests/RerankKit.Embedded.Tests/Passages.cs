namespace RerankKit.Embedded.Tests;

/// <summary>English passages without a first-stage score, and with one that falls.</summary>
internal static class Passages
{
    public const string Query = "how can a doctor treat a broken bone";

    public static string[] Texts { get; } =
    [
        "The recipe needs two eggs, flour and a pinch of salt, and it is baked for half an hour.",
        "A physician will set the fractured limb and put it into a cast for some weeks.",
        "The stock market fell again on Friday after the bank had raised its rates.",
        "Broken windows are to be reported to the caretaker of the building.",
    ];

    public static RerankCandidate[] Unscored => [.. Texts.Select(text => new RerankCandidate(text))];

    public static RerankCandidate[] Scored => [.. Texts.Select((text, i) => new RerankCandidate(text) { Score = 10 - i })];
}
