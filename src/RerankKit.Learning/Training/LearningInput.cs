using System.Globalization;
using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>Reads and checks what is learned from.</summary>
internal static class LearningInput
{
    public static LabelledList[] Read(LearningQuery[] queries, Qrels qrels, CandidateFeatures features, RankingLearnerOptions options)
    {
        DocumentFieldReader read = options.ReadField ?? ItemFields.Read;
        int[] groups = NearDuplicateQueries.Groups([.. queries.Select(query => query.Text)]);
        var lists = new LabelledList[queries.Length];
        Parallel.For(0, queries.Length, i => lists[i] = Read(queries[i], groups[i], options.Labels ?? qrels, features, read));
        return lists;
    }

    /// <summary>The candidates with the first stage's scores; where one has none, with their order.</summary>
    public static Run FirstStage(LearningQuery[] queries)
    {
        var run = new Run("first stage");
        foreach (LearningQuery query in queries)
        {
            if (query.Candidates.All(candidate => FirstStageOrder.TryGetScore(in candidate, out _)))
            {
                run.Add(query.Id, query.Candidates.Select(candidate => new ScoredDocument(candidate.Id!, candidate.Score!.Value)));
            }
            else
            {
                run.AddRanking(query.Id, query.Candidates.Select(candidate => candidate.Id!));
            }
        }

        return run;
    }

    public static void CheckFields(LearningQuery[] queries, RankingLearnerOptions options)
    {
        DocumentFieldReader read = options.ReadField ?? ItemFields.Read;
        foreach (string field in options.Scores.Concat(options.Fields))
        {
            if (!queries.Any(query => query.Candidates.Any(candidate => !string.IsNullOrWhiteSpace(read(candidate, field)))))
            {
                throw new ArgumentException($"The field '{field}' is on no candidate. Name a field that candidates have, or leave it out.");
            }
        }
    }

    public static void Check(LabelledList[] lists, int groups, RankingLearnerOptions options)
    {
        if (groups < options.Folds)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{groups} different judged queries cannot be divided into {options.Folds} folds. Judge more queries, or use fewer folds."));
        }

        int useful = lists.Count(list => list.IsUseful);
        if (useful < options.Folds)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{useful} of {lists.Length} judged queries have both relevant and other candidates; there is nothing to learn from. Check that the candidates' ids are those of the judgements, or take more candidates."));
        }
    }

    private static LabelledList Read(LearningQuery query, int group, Qrels labels, CandidateFeatures features, DocumentFieldReader read)
    {
        string[] ids = [.. query.Candidates.Select((candidate, i) => candidate.Id ?? throw new ArgumentException($"Candidate {i} of query '{query.Id}' has no id, by which its judgement is found."))];
        return new(
            query.Id,
            group,
            ids,
            features.Compute(query.Text, query.Candidates, query.Scored, read),
            [.. ids.Select(id => Math.Max(0, labels.GetGrade(query.Id, id) ?? 0))],
            [.. ids.Select(id => (float)(query.Weights?.GetValueOrDefault(id, 1) ?? 1))]);
    }
}
