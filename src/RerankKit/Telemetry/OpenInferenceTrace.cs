using System.Diagnostics;

namespace RerankKit;

/// <summary>Writes a call on its span as OpenInference's semantic conventions have it (github.com/Arize-ai/openinference, spec/semantic_conventions.md).</summary>
internal static class OpenInferenceTrace
{
    /// <param name="activity">The call's span.</param>
    /// <param name="model">The model asked for; null where there is no such thing.</param>
    /// <param name="topN">How many results were wanted; null for all.</param>
    /// <param name="query">The query; null where contents are not to be told.</param>
    /// <param name="candidates">The candidates of the call.</param>
    /// <param name="response">The answer.</param>
    public static void Describe(Activity activity, string? model, int? topN, string? query, IReadOnlyList<RerankCandidate> candidates, RerankResponse response)
    {
        activity.SetTag("openinference.span.kind", "RERANKER");
        activity.SetTag("reranker.model_name", response.ModelId ?? model);
        activity.SetTag("reranker.top_k", topN);
        if (query is null)
        {
            return;
        }

        activity.SetTag("reranker.query", query);
        for (int i = 0; i < candidates.Count; i++)
        {
            Document(activity, "reranker.input_documents", i, candidates[i], i, candidates[i].Score);
        }

        for (int rank = 0; rank < response.Results.Count; rank++)
        {
            RerankResult result = response.Results[rank];
            Document(activity, "reranker.output_documents", rank, candidates[result.Index], result.Index, result.IsScored ? result.Score : null);
        }
    }

    private static void Document(Activity activity, string list, int position, in RerankCandidate candidate, int index, double? score)
    {
        string prefix = string.Create(CultureInfo.InvariantCulture, $"{list}.{position}.document.");
        activity.SetTag(prefix + "id", candidate.Id ?? index.ToString(CultureInfo.InvariantCulture));
        activity.SetTag(prefix + "content", candidate.Text);
        activity.SetTag(prefix + "score", score);
    }
}
