namespace RerankKit;

/// <summary>A ranking in a <see cref="RankingRecord"/>, best first.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Documents">The ids, with the scores where there are some.</param>
public sealed record RecordedList(string Name, IReadOnlyList<(string Id, double? Score)> Documents)
{
    /// <summary>The name of the first stage's order.</summary>
    public const string FirstStage = "first-stage";

    /// <summary>The first stage's order of candidates.</summary>
    /// <param name="candidates">The candidates; one without an id is called by its place in the list, from 0.</param>
    /// <returns>The list.</returns>
    public static RecordedList Of(IReadOnlyList<RerankCandidate> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        int[]? order = FirstStageOrder.Of(candidates);
        var documents = new (string, double?)[candidates.Count];
        for (int place = 0; place < documents.Length; place++)
        {
            int index = order is null ? place : order[place];
            documents[place] = (RankingText.Id(candidates[index], index), candidates[index].Score);
        }

        return new(FirstStage, documents);
    }

    /// <summary>A reranker's order of candidates.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="response">What the reranker answered about them.</param>
    /// <returns>The list; a candidate that was not scored has no score.</returns>
    public static RecordedList Of(string name, IReadOnlyList<RerankCandidate> candidates, RerankResponse response)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(response);
        return new(name, [.. response.Results.Select(result => (RankingText.Id(candidates[result.Index], result.Index), result.IsScored ? result.Score : (double?)null))]);
    }
}
