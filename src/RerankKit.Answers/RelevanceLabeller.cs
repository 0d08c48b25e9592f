using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RerankKit.Answers;

/// <summary>Proposes graded judgements of passages: 0 irrelevant, 1 related, 2 a partial answer, 3 the answer.</summary>
/// <remarks>
/// The grades are TREC Deep Learning's, the way of asking is that of Thomas, Spielman, Craswell and Mitra, "Large language models can accurately predict
/// searcher preferences" (SIGIR 2024). What a model proposes is checked by people before anything is decided by it: see <c>CohenKappa</c>.
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
    /// <returns>The grade; null where the answer cannot be read.</returns>
    public async Task<int?> GradeAsync(string query, string passage, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(passage);
        JudgeQuestion question = JudgeQuestion.Relevance(query, passage);
        ChatResponse response = await judge.GetResponseAsync(question.Messages, question.Options, cancellationToken).ConfigureAwait(false);
        try
        {
            return JudgeQuestion.Parse(response.Text).TryGetProperty("grade", out JsonElement grade)
                && grade.ValueKind == JsonValueKind.Number && grade.TryGetInt32(out int value) && value is >= 0 and <= HighestGrade
                ? value
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
