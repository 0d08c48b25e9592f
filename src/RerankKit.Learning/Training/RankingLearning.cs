using RerankKit.Evaluation;

namespace RerankKit.Learning;

/// <summary>A learned model, and an honest account of it.</summary>
public sealed class RankingLearning
{
    internal RankingLearning(LearnedModel model, RunComparison overFirstStage, RunComparison overBlend)
    {
        Model = model;
        OverFirstStage = overFirstStage;
        OverBlend = overBlend;
    }

    /// <summary>The model learned on all queries, to use from now on. What it is worth say the comparisons.</summary>
    public LearnedModel Model { get; }

    /// <summary>Better, worse, or neither for sure.</summary>
    public LearningVerdict Verdict => Model.Evidence.Verdict;

    /// <summary>Every query ranked by a model that had not seen it, beside the first stage.</summary>
    public RunComparison OverFirstStage { get; }

    /// <summary>The same beside a plain blend of first stage, BM25 and the embedded reranker (and what else has a score), its weights tuned on the other folds.</summary>
    public RunComparison OverBlend { get; }

    /// <summary>How many near-duplicate queries were kept together, so that none helps to rank its own twin.</summary>
    public int NearDuplicates { get; init; }

    /// <summary>How many trees each fold kept.</summary>
    public required IReadOnlyList<int> Trees { get; init; }

    /// <summary>The features by how much they gained in training, the largest first; shares of 1.</summary>
    public required IReadOnlyList<KeyValuePair<string, double>> Importance { get; init; }
}
