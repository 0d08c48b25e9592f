namespace RerankKit.Models;

/// <summary>Finds out from the names of a classifier's labels which one means relevant.</summary>
/// <remarks>The table stands in docs/cross-encoders.md. A guess by position would turn the rankings of some models upside down.</remarks>
internal static class RelevantLabel
{
    /// <summary>What is compared: lower case, with underscores, without the <c>LABEL_</c> of labels that nobody named.</summary>
    private static readonly (string Relevant, string Other)[] Pairs =
    [
        ("1", "0"), ("yes", "no"), ("true", "false"), ("positive", "negative"), ("pos", "neg"), ("relevant", "irrelevant"), ("relevant", "nonrelevant"),
        ("relevant", "notrelevant"), ("entailment", "contradiction"), ("match", "mismatch"), ("correct", "incorrect"),
    ];

    private static readonly string[] Negations = ["not_", "non_", "no_"];

    /// <summary>The pairs that are known, for messages.</summary>
    public const string Known = "relevant and irrelevant, entailment and not_entailment, yes and no, true and false, positive and negative, 1 and 0";

    /// <summary>The label that means relevant: the only one, or the one of a known pair of names; null where the names do not tell.</summary>
    public static int? IndexOf(IReadOnlyList<string> labels)
    {
        if (labels.Count != 2)
        {
            return labels.Count == 1 ? 0 : null;
        }

        string first = Normalize(labels[0]);
        string second = Normalize(labels[1]);
        return IsPair(first, second) ? 0 : IsPair(second, first) ? 1 : null;
    }

    private static bool IsPair(string relevant, string other) =>
        Array.Exists(Pairs, pair => pair.Relevant == relevant && pair.Other == other)
        || (relevant.Length > 0 && Array.Exists(Negations, negation => other == negation + relevant));

    private static string Normalize(string label)
    {
        string name = label.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');
        return name is "label_0" or "label_1" ? name[^1..] : name;
    }
}
