using System.Diagnostics.CodeAnalysis;

namespace RerankKit.Evaluation;

public abstract partial class RankingMetric
{
    /// <summary>The metrics that <see cref="Parse"/> knows, as they are written; k is a number of ranks, p RBP's persistence.</summary>
    public static IReadOnlyList<string> KnownNames { get; } =
        [.. MetricDefinition.All.SelectMany(definition => definition.Usage.Split(", ")).Order(StringComparer.Ordinal)];

    /// <summary>Makes the metric of a name.</summary>
    /// <param name="name">The name, see <see cref="Parse"/>.</param>
    /// <exception cref="FormatException">The name is not that of a metric.</exception>
    public static implicit operator RankingMetric(string name) => Parse(name);

    /// <summary>Makes the metric of a name.</summary>
    /// <param name="name">The name, see <see cref="Parse"/>.</param>
    /// <returns>The metric.</returns>
    /// <exception cref="FormatException">The name is not that of a metric.</exception>
    public static RankingMetric FromString(string name) => Parse(name);

    /// <summary>Makes the metric of a name.</summary>
    /// <param name="name">
    /// As people write it: <c>ndcg@10</c>, <c>ndcg_exp@10</c>, <c>rr@10</c> or <c>mrr@10</c>, <c>map</c>, <c>recall@100</c> or <c>r@100</c>,
    /// <c>p@5</c>, <c>hit@10</c>, <c>rprec</c>, <c>rbp(0.8)</c>, <c>bpref</c>, <c>unjudged@10</c>; with a relevance level as
    /// in <c>recall@100(rel=2)</c>; or as trec_eval writes it: <c>ndcg_cut_10</c>, <c>recip_rank</c>, <c>P_5</c>, <c>Rprec</c>, and as it is asked: <c>ndcg_cut.10</c>, <c>P.5</c>.
    /// Case does not matter.
    /// </param>
    /// <returns>The metric.</returns>
    /// <exception cref="FormatException">The name is not that of a metric; the message lists the known ones.</exception>
    public static RankingMetric Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return MetricParser.TryParse(name, out RankingMetric? metric, out string? problem) ? metric : throw new FormatException(problem);
    }

    /// <summary>Makes the metric of a name, see <see cref="Parse"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="metric">The metric, or null.</param>
    /// <returns>False when the name is not that of a metric.</returns>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out RankingMetric? metric)
    {
        metric = null;
        return name is not null && MetricParser.TryParse(name, out metric, out _);
    }

    /// <summary>Makes the metrics of a list of names, separated by commas; a comma inside parentheses does not separate.</summary>
    /// <param name="names">For example <c>ndcg@10,rr@10,rbp(0.8,rel=2)</c>. A number alone is another cutoff of the metric before it, as in trec_eval's <c>ndcg_cut.5,10</c>.</param>
    /// <returns>The metrics in the order of their names.</returns>
    /// <exception cref="FormatException">A name is not that of a metric.</exception>
    public static IReadOnlyList<RankingMetric> ParseList(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var metrics = new List<RankingMetric>();
        string previous = "";
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= names.Length; i++)
        {
            if (i == names.Length || (names[i] == ',' && depth == 0))
            {
                previous = WithCutoff(previous, names[start..i]);
                metrics.Add(Parse(previous));
                start = i + 1;
            }
            else
            {
                depth += names[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }

        return metrics;
    }

    // "10" behind "ndcg_cut.5" is "ndcg_cut.10".
    private static string WithCutoff(string previous, string name)
    {
        ReadOnlySpan<char> number = name.AsSpan().Trim();
        int digits = previous.Length - previous.AsSpan().TrimEnd("0123456789").Length;
        return !number.IsEmpty && !number.ContainsAnyExceptInRange('0', '9') && digits > 0 && previous[..^digits] is [.., '.' or '@' or '_'] stem
            ? $"{stem}{number}"
            : name;
    }
}
