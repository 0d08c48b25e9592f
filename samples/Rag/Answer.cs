using System.Globalization;
using System.Text.RegularExpressions;
using RerankKit;

namespace Rag;

/// <summary>What the model said, and the passages that it was given.</summary>
/// <param name="Text">Its words, with citations such as [2] or [1, 3].</param>
/// <param name="Passages">The passages, the first of them [1].</param>
internal sealed partial record Answer(string Text, IReadOnlyList<RerankCandidate> Passages)
{
    /// <summary>The numbers that the answer cites, in the order of their first mention.</summary>
    public IReadOnlyList<int> Citations { get; } =
    [
        .. Citation().Matches(Text).SelectMany(match => match.Groups["number"].Captures).Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture)).Distinct(),
    ];

    /// <summary>The passages that it cites.</summary>
    public IEnumerable<(int Number, RerankCandidate Passage)> Sources =>
        Citations.Where(IsGiven).Select(number => (number, Passages[number - 1]));

    /// <summary>Numbers of no passage: the model made them up.</summary>
    public IEnumerable<int> Invented => Citations.Where(number => !IsGiven(number));

    private bool IsGiven(int number) => number >= 1 && number <= Passages.Count;

    [GeneratedRegex(@"\[(?<number>\d{1,4})(\s*,\s*(?<number>\d{1,4}))*\]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Citation();
}
