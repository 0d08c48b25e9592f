namespace RerankKit;

/// <summary>Turns what a method made of the answers into a response, or into an exception where it could make nothing of them.</summary>
internal static class ChatOutcome
{
    public static RerankResponse Respond(ChatRun run, RerankResult[] ranking, RerankerMetadata metadata, TimeSpan elapsed)
    {
        ChatTally tally = run.Asker.Tally;
        ChatRerankReport report = tally.Report(run.Settings, run.TruncatedDocuments);
        bool isOverTime = run.Asker.IsCutShort;
        if (tally.Answered == 0 && !isOverTime)
        {
            throw Failure(run, report, tally.LastFailure);
        }

        int scored = ranking.TakeWhile(result => result.IsScored).Count();
        var stage = new RerankStage(run.Settings.Method.Name, Decision(report, scored, isOverTime, metadata.IsPointwise))
        {
            CandidatesIn = run.Count,
            CandidatesScored = scored,
            Duration = elapsed,
            Reasons = Reasons(run, report),
        };
        RerankResponse response = scored == 0
            ? FirstStageResponse.Create(run.Candidates, isOverTime ? RerankPlacement.OverBudget : RerankPlacement.FellBack, run.TopN, stage)
            : new(run.TopN < ranking.Length ? ranking[..run.TopN.Value] : ranking) { ScoreKind = metadata.ScoreKind, Stages = [stage] };
        AdditionalPropertiesDictionary properties = new() { [ChatRerankReport.PropertyName] = report };
        if (report.Cost is decimal cost)
        {
            properties[UsageMeters.CostProperty] = cost;
        }

        return new(response, response.Results)
        {
            ScoreKind = response.ScoreKind,
            ModelId = tally.ModelId ?? metadata.DefaultModelId,
            Usage = tally.Usage(),
            AdditionalProperties = properties,
        };
    }

    // A list that was ranked with holes says "failed", so that no cache keeps it; scores of single pairs are whole by themselves.
    private static string Decision(ChatRerankReport report, int scored, bool isOverTime, bool isPointwise) =>
        scored == 0 ? (isOverTime ? "spent" : "fell-back")
        : isOverTime ? "cut"
        : report.Unanswered > 0 ? (isPointwise ? "partial" : "failed")
        : "ranked";

    // Counts, and what the client last said: of a quota that is used up the counts say nothing.
    private static string[] Reasons(ChatRun run, ChatRerankReport report) =>
        [.. new[] { Counts(report), run.Asker.Tally.LastFailure is Exception failure ? $"the last failure was {Words(run, failure)}" : null }.OfType<string>()];

    private static string Words(ChatRun run, Exception failure) => FailureReason.Describe(failure, run.Query, run.Candidates);

    private static string? Counts(ChatRerankReport report)
    {
        string reason = "";
        Add(report.Unanswered, "unanswered");
        Add(report.Failed, "failed");
        Add(report.Unparsable, "unparsable");
        Add(report.Missing, "missing");
        Add(report.Duplicate, "duplicate");
        Add(report.OutOfRange, "out of range");
        Add(report.TextAnswers, "without log-probabilities, yes counts 1 and no 0");
        return reason.Length == 0 ? null : Invariant($"{report.Questions} questions, {report.Attempts} requests: {reason}");

        void Add(int count, string what)
        {
            if (count > 0)
            {
                reason += Invariant($"{(reason.Length == 0 ? "" : ", ")}{count} {what}");
            }
        }
    }

    // What the client said comes first: whoever shows a part of the message shows the beginning.
    private static ChatRerankException Failure(ChatRun run, ChatRerankReport report, Exception? inner) => new(
        Invariant(
            $"No answer of the language model could be used{(inner is null ? "" : $": {Words(run, inner).TrimEnd('.')}")} ({run.Settings.Method.Name}: {report.Questions} questions, {report.Attempts} requests, {report.Failed} failed, {report.Unparsable} unparsable). ")
        + (inner is null
            ? "Try a model that follows instructions better, UseJsonSchema where it was off, or more MaxOutputTokens; a model that thinks aloud needs thinking turned off or room for it."
            : "UseFallback() answers such calls in first-stage order."),
        report,
        inner);
}
