namespace RerankKit.Answers;

/// <summary>Proposes graded judgements of passages: 0 irrelevant, 1 related, 2 a partial answer, 3 the answer. Thread-safe.</summary>
/// <remarks>
/// The grades are those of TREC's Deep Learning track, the way of asking is that of Thomas, Spielman, Craswell and Mitra, "Large Language Models can
/// Accurately Predict Searcher Preferences" (SIGIR 2024). Have people check a part of what a model proposes before anything is decided by it.
/// </remarks>
/// <param name="judge">Grades.</param>
public sealed class RelevanceLabeller(IChatClient judge)
{
    /// <summary>The highest grade.</summary>
    public const int HighestGrade = 3;

    /// <summary>Grades a passage.</summary>
    /// <param name="query">The query.</param>
    /// <param name="passage">The passage.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The grade; null where what the model says cannot be read (it is asked twice).</returns>
    public async Task<int?> GradeAsync(string query, string passage, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(passage);
        JudgeAnswer<int> answer = await JudgeQuestion.Relevance(query, passage).AskAsync(judge, Grade, cancellationToken).ConfigureAwait(false);
        return answer.Problem is null ? answer.Value : null;
    }

    private static int Grade(JsonElement answer) =>
        answer.TryGetProperty("grade", out JsonElement grade) && grade.ValueKind == JsonValueKind.Number && grade.TryGetInt32(out int value) && value is >= 0 and <= HighestGrade
            ? value
            : throw new FormatException(Invariant($"it has no grade from 0 to {HighestGrade}."));
}
