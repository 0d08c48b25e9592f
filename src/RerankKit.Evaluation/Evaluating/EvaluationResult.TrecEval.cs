using System.Globalization;
using System.Text;

namespace RerankKit.Evaluation;

public sealed partial class EvaluationResult
{
    /// <summary>Writes the values as trec_eval prints them: name, query or <c>all</c>, and the value to four decimals, separated by tabs.</summary>
    /// <param name="isPerQuery">Whether the values of each query come before the summary (trec_eval's <c>-q</c>).</param>
    /// <returns>Lines ending in LF. A metric that trec_eval does not have goes by its own name.</returns>
    public string ToTrecEvalFormat(bool isPerQuery = false)
    {
        var text = new StringBuilder();
        if (isPerQuery)
        {
            foreach (string queryId in QueryIds)
            {
                foreach (RankingMetric metric in Metrics)
                {
                    if (metric != CountMetric.Queries)
                    {
                        Append(text, metric, queryId, this[metric, queryId]);
                    }
                }
            }
        }

        foreach (RankingMetric metric in Metrics)
        {
            Append(text, metric, "all", this[metric]);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, RankingMetric metric, string queryId, double value)
    {
        text.Append(CultureInfo.InvariantCulture, $"{metric.TrecEvalName,-22}\t{queryId}\t");
        if (metric.Aggregation == MetricAggregation.Sum)
        {
            text.Append(CultureInfo.InvariantCulture, $"{value:F0}\n");
        }
        else if (double.IsInteger(value * 32))
        {
            // The only binary fractions that lie half way between two values of four decimals; C rounds them to even, .NET away from zero.
            text.Append(CultureInfo.InvariantCulture, $"{Math.Round((decimal)value, 4, MidpointRounding.ToEven):F4}\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{value:F4}\n");
        }
    }
}
