namespace RerankKit.Evaluation;

public sealed partial class RetrievalDiagnosis
{
    // Where judgement calls are made, all of them.
    private const double HealthyPool = 0.8;
    private const double LittleRoom = 0.05;
    private const double BadAnswers = 0.2;
    private const double WellUnder = 0.1;
    private const int ManyDocuments = 5_000;
    private const int SureSplits = 75;
    private static readonly TimeSpan TimeToSpend = TimeSpan.FromMilliseconds(100);

    private DiagnosisQuestion[] Ask(DiagnosisOptions options)
    {
        bool isHealthy = Best.InPool >= HealthyPool;
        double attained = Best.BestPrecision5 == 0 ? 0 : Best.Precision5 / Best.BestPrecision5;
        int exact = Best.Groups.Where(group => group.Name != QueryKind.Other).Sum(group => group.QueryIds.Count);
        int known = Best.Groups.Sum(group => group.QueryIds.Count);
        return
        [
            new("Is recall healthy, and are the answers bad?", isHealthy && AreBad(options), Invariant($"{100 * Best.InPool:0.#} % of the queries have an answer in the pool; nDCG@10 is {Best.Ndcg10:0.0000} and could be {Best.OracleNdcg10:0.0000}{(options.AnswersAreBad is bool said ? said ? "; the answers are said to be bad" : "; the answers are said to be good" : "")}")),
            new("Is the precision of the first five well under the recall of the first 50?", attained < Best.Recall50 - WellUnder, Invariant($"precision@5 is {Best.Precision5:0.0000}, {100 * attained:0} % of what these judgements allow; recall@50 is {Best.Recall50:0.0000}")),
            new("Are there more than about 5,000 documents?", options.Documents is { } documents ? documents.DocumentCount > ManyDocuments : null,
                options.Documents is { } count ? Invariant($"{count.DocumentCount} documents, {count.DuplicateCount} of them duplicates of an earlier one and {count.NearDuplicateCount} near-duplicates") : "not counted"),
            new("Are there 100 to 250 ms to spend?", options.TimeBudget is TimeSpan budget ? budget >= TimeToSpend : null,
                options.TimeBudget is TimeSpan time ? Invariant($"{time.TotalMilliseconds:0.#} ms are allowed") : "the data do not show it; say how many milliseconds a query may take"),
            new("Are queries about nuance rather than exact matches?", options.NeedsNuance ?? (known == 0 ? null : 2 * exact < known),
                options.NeedsNuance is not null ? "said so" : known == 0 ? "the texts are not known; say what queries are about" : Invariant($"of {known} queries {exact} {(exact == 1 ? "is a single keyword or holds" : "are single keywords or hold")} an identifier or a quotation")),
        ];
    }

    private (DiagnosisAdvice, string) Advise(DiagnosisOptions options)
    {
        RunDiagnosis best = Best;
        double room = best.OracleNdcg10 - best.Ndcg10;
        double missing = 1 - best.InPool;
        if (missing > 1 - HealthyPool && missing >= best.Low)
        {
            return (DiagnosisAdvice.FixRetrieval, Invariant($"Fix retrieval: for {100 * missing:0.#} % of the queries no answer is in the first {options.PoolDepth} of {best.Name}, and for only {100 * best.Low:0.#} % it is there, but not first. No reranker can put it there."));
        }

        if (TunedFusion is { } fusion && FusionWins >= SureSplits && fusion.HeldOut > best.Ndcg10)
        {
            return (DiagnosisAdvice.TuneFusion, Invariant($"Tune the fusion first: on queries that chose nothing it is better than {best.Name} alone in {FusionWins} of {fusion.Splits} splits (nDCG@10 {fusion.HeldOut:0.0000} against {best.Ndcg10:0.0000}). Measure rerankers against that."));
        }

        if (room < LittleRoom || !AreBad(options))
        {
            return (DiagnosisAdvice.LeaveIt, Invariant($"Leave it: even a perfect reranker of {best.Name} would take nDCG@10 only from {best.Ndcg10:0.0000} to {best.OracleNdcg10:0.0000}{(options.AnswersAreBad == false ? ", and the answers are said to be good" : "")}."));
        }

        if (Questions[4].Answer == false)
        {
            return (DiagnosisAdvice.LeaveIt, Invariant($"Leave it, or match words better: {Questions[4].Because}, which is what word matching does best. A perfect reranker would take nDCG@10 from {best.Ndcg10:0.0000} to {best.OracleNdcg10:0.0000}."));
        }

        string fused = TunedFusion is { } tuned ? Invariant($" The tuned fusion of the runs has {tuned.HeldOut:0.0000} on queries that chose nothing, and is better than the best run alone in {FusionWins} of {tuned.Splits} splits.") : "";
        string hurry = Questions[3].Answer == false ? Invariant($" With {options.TimeBudget!.Value.TotalMilliseconds:0.#} ms take the fastest, and few documents.") : "";
        return (DiagnosisAdvice.Rerank, Invariant($"Rerank: for {100 * best.Low:0.#} % of the queries the answer is in the first {options.PoolDepth} of {best.Name}, but not first; the best order would take nDCG@10 from {best.Ndcg10:0.0000} to {best.OracleNdcg10:0.0000}.{fused}{hurry}"));
    }

    private bool AreBad(DiagnosisOptions options) => options.AnswersAreBad ?? Best.OracleNdcg10 - Best.Ndcg10 > BadAnswers * Best.OracleNdcg10;
}
