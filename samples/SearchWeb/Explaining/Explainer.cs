using System.Globalization;
using System.Text.RegularExpressions;
using RerankKit;
using RerankKit.Embedded;
using RerankKit.Evaluation;
using RerankKit.LateInteraction;
using RerankKit.Models;
using SearchWeb.Retrieval;
using SearchWeb.Searching;

namespace SearchWeb.Explaining;

/// <summary>Explains scores in the words of the reranker that gave them.</summary>
internal sealed partial class Explainer(HybridRetriever retriever, Rerankers rerankers)
{
    // A token of late interaction always finds something, and words such as "the" stand everywhere: they would mark the whole text.
    private const double LeastWeight = 0.2;

    /// <summary>Explains passages of a search, those of them that the reranker saw.</summary>
    /// <exception cref="BadHttpRequestException">A passage is not among the candidates of the search.</exception>
    public async Task<IReadOnlyList<Explanation>> ExplainAsync(SearchRequest request, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        (string query, SearchSettings settings) = request;
        FirstStage found = await retriever.RetrieveAsync(query, cancellationToken);
        var explanations = new List<Explanation>();
        foreach (string id in documents)
        {
            int index = Array.FindIndex(found.Candidates, candidate => ((BeirDocument)candidate.Item!).Id == id);
            if (index < 0)
            {
                throw new BadHttpRequestException($"document is '{id}', which is not among the {found.Candidates.Length} passages that the first stage finds for this query.");
            }

            if (settings.Reranker != SearchSettings.NoReranker && index < settings.Depth)
            {
                explanations.Add(await ExplainAsync(query, settings, found.Candidates[..Math.Min(settings.Depth, found.Candidates.Length)], index, cancellationToken));
            }
        }

        return explanations;
    }

    private async Task<Explanation> ExplainAsync(string query, SearchSettings settings, RerankCandidate[] candidates, int index, CancellationToken cancellationToken)
    {
        string id = ((BeirDocument)candidates[index].Item!).Id;
        IReranker reranker = rerankers[settings.Reranker];
        return settings.Reranker switch
        {
            Rerankers.Embedded => OfWords(id, reranker.GetService<EmbeddedReranker>()!.Explain(query, candidates, index), RarityOf(query)),
            Rerankers.Lexical => OfTerms(id, candidates[index].Text, reranker.GetService<LexicalReranker>()!.Explain(query, candidates, index)),
            _ => await OfTokensAsync(id, query, candidates[index], reranker, cancellationToken),
        };
    }

    // How rare each word of the query is in the collection, from 0 to 1.
    private Dictionary<string, double> RarityOf(string query)
    {
        IReadOnlyList<LexicalTermContribution> terms = rerankers[Rerankers.Lexical].GetService<LexicalReranker>()!.Explain(query, "").Terms;
        double most = terms.Select(term => term.Idf).DefaultIfEmpty().Max();
        return terms.ToDictionary(term => term.Term, term => term.Idf / most, StringComparer.OrdinalIgnoreCase);
    }

    private static Explanation OfWords(string id, EmbeddedExplanation explanation, Dictionary<string, double> rarity)
    {
        double weight(EmbeddedMatch match) => match.Similarity * rarity.GetValueOrDefault(match.QueryWord, 1);
        EmbeddedMatch[] matches = [.. explanation.Matches.Where(match => weight(match) >= LeastWeight)];
        return new(
            id,
            explanation.LeftReason ?? "The sum of its parts, each the weight times the standard score among the candidates.",
            [.. explanation.Parts.Select(part => new ScorePart(part.Name, double.IsFinite(part.Value) ? part.Value : null, part.Contribution))],
            [.. matches.DistinctBy(match => (match.QueryStart, match.Word.ToUpperInvariant())).OrderByDescending(weight).Select(match => new QueryMatch(match.QueryWord, match.Word, match.Similarity))],
            [.. matches.GroupBy(match => (match.Start, match.Word.Length)).Select(group => new Highlight(group.Key.Start, group.Key.Length, group.Max(weight))).OrderBy(one => one.Start)]);
    }

    private static Explanation OfTerms(string id, string text, LexicalExplanation explanation)
    {
        double most = explanation.Terms.Select(term => term.Contribution).DefaultIfEmpty().Max();
        Dictionary<string, double> weights = explanation.Terms.Where(term => term.Contribution > 0).ToDictionary(term => term.Term, term => term.Contribution / most, StringComparer.Ordinal);
        return new(
            id,
            "BM25: the sum of what each word of the query adds.",
            [],
            [.. explanation.Terms.OrderByDescending(term => term.Contribution).Select(term => new QueryMatch(term.Term, term.Frequency == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{term.Frequency} times"), term.Contribution))],
            [.. Words().Matches(text).Where(word => weights.ContainsKey(word.Value.ToLowerInvariant())).Select(word => new Highlight(word.Index, word.Length, weights[word.Value.ToLowerInvariant()]))]);
    }

    private static async Task<Explanation> OfTokensAsync(string id, string query, RerankCandidate candidate, IReranker reranker, CancellationToken cancellationToken)
    {
        // What was scored is the window that won, not all of a long passage.
        RerankResponse response = await reranker.RerankAsync(query, [candidate], cancellationToken: cancellationToken);
        (int start, int end) = response.GetPassageWindows() is [var window, ..] ? (window.Start, window.End) : (0, candidate.Text.Length);
        LateInteractionExplanation explanation = await reranker.GetService<LateInteractionReranker>()!.ExplainAsync(query, candidate.Text[start..end], cancellationToken);
        return new(
            id,
            "MaxSim: the sum, over the query's tokens, of the likeness to the most alike token of the text.",
            [],
            [.. explanation.Matches.OrderByDescending(match => match.Similarity).Select(match => new QueryMatch(match.QueryToken.Text, match.DocumentToken?.Text, match.Similarity))],
            [.. explanation.Highlights.Where(span => span.Weight >= LeastWeight && Words().IsMatch(explanation.Document.AsSpan(span.Start, span.Length))).Select(span => new Highlight(start + span.Start, span.Length, span.Weight))]);
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
