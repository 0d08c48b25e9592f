using RerankKit.Evaluation;

namespace RerankKit.Learning.Tests;

[TestFixture]
public sealed class RankingLearnerTests
{
    [Test]
    public void ASignalThatNobodyElseKnowsIsAWin()
    {
        RankingLearning learning = World.Learn();

        Assert.That(learning.Verdict, Is.EqualTo(LearningVerdict.Win));
        Assert.That(learning.OverFirstStage.Metrics[0].Candidate, Is.GreaterThan(0.9));
        Assert.That(learning.Importance[0].Key, Is.EqualTo("field:authority"));
        Assert.That((learning.Model.Evidence.Queries, learning.Model.Evidence.LabelledPairs), Is.EqualTo((60, 600)));
    }

    [Test]
    public void NoiseIsNoWin() => Assert.That(World.Learn(signal: 0).Verdict, Is.Not.EqualTo(LearningVerdict.Win));

    [Test]
    public void TheSameSeedGivesTheSameModel()
    {
        string one = World.Learn(queries: 25).Model.Fingerprint;
        Assert.That(World.Learn(queries: 25).Model.Fingerprint, Is.EqualTo(one));
        Assert.That(World.Learn(queries: 25, seed: 7).Model.Fingerprint, Is.Not.EqualTo(one));
    }

    [Test]
    public void TheComparisonsHoldEveryQueryOnceAndTheFirstStageItself()
    {
        (Qrels qrels, LearningQuery[] queries) = World.Make(25, 1);
        RankingLearning learning = RankingLearner.Learn(qrels, queries, new() { MaxTrees = 5, Bags = 2 });
        var first = new Run("first");
        foreach (LearningQuery query in queries)
        {
            first.AddRanking(query.Id, query.Candidates.Select(candidate => candidate.Id!));
        }

        Assert.That(learning.OverFirstStage.QueryIds, Has.Count.EqualTo(25));
        Assert.That(learning.OverFirstStage.Pool.IsSame && learning.OverBlend.Pool.IsSame, Is.True);
        Assert.That(learning.OverFirstStage.Metrics[0].Baseline, Is.EqualTo(Evaluator.Evaluate(qrels, first, ["ndcg@10"])["ndcg@10"]).Within(1e-12));
    }

    [Test]
    public void WhatCannotBeLearnedFromIsSaid()
    {
        (Qrels qrels, LearningQuery[] queries) = World.Make(8, 1);
        Assert.That(() => RankingLearner.Learn(qrels, queries[..1]), Throws.ArgumentException.With.Message.StartsWith("1 different judged queries cannot be divided into 5 folds."));
        Assert.That(() => RankingLearner.Learn(new Qrels(), queries), Throws.ArgumentException.With.Message.StartsWith("0 different judged queries"));
        Assert.That(() => RankingLearner.Learn(qrels, queries, new() { Fields = ["nowhere"] }), Throws.ArgumentException.With.Message.StartsWith("The field 'nowhere' is on no candidate."));

        var none = new Qrels();
        foreach (LearningQuery query in queries)
        {
            none.Add(query.Id, "d0", 0);
        }

        Assert.That(() => RankingLearner.Learn(none, queries), Throws.ArgumentException.With.Message.StartsWith("0 of 8 judged queries have both relevant and other candidates"));

        queries[0] = queries[0] with { Candidates = [new("no id")] };
        Assert.That(() => RankingLearner.Learn(qrels, queries), Throws.InstanceOf<ArgumentException>().Or.InnerException.InstanceOf<ArgumentException>());
    }

    [Test]
    public void FieldsThatAreNoNumbersOrAllTheSameDoNoHarm()
    {
        (Qrels qrels, LearningQuery[] queries) = World.Make(20, 1);
        queries = [.. queries.Select((query, q) => query with
        {
            Candidates = [.. query.Candidates.Select((candidate, i) => candidate with
            {
                Score = q % 2 == 0 ? 1 : double.NaN,
                Item = new Dictionary<string, string> { ["constant"] = "3", ["odd"] = ((string[])["NaN", "Infinity", "abc", "2024-05-01", "true"])[i % 5] },
            })],
        })];

        RankingLearning learning = RankingLearner.Learn(qrels, queries, new() { Fields = ["constant", "odd"], MaxTrees = 5, Bags = 2 });

        Assert.That(learning.Model.FeatureSet.Compute("q", queries[0].Candidates, null, (candidate, field) => ((Dictionary<string, string>)candidate.Item!)[field]).SelectMany(row => row), Has.All.Matches<float>(float.IsFinite));
        Assert.That(learning.Importance.Single(pair => pair.Key == "field:constant").Value, Is.Zero);
    }

    [Test]
    public void WeightsOfLabelsCount()
    {
        // Two kinds of relevant documents: by the field, or the first in the list. Whoever weighs more is on top.
        (Qrels qrels, LearningQuery[] queries) = World.Make(40, 1);
        double Rank(double byField, double first)
        {
            LearningQuery[] weighted = [.. queries.Select(query => query with
            {
                Weights = query.Candidates.ToDictionary(candidate => candidate.Id!, candidate => candidate.Id == "d0" ? first : byField, StringComparer.Ordinal),
            })];
            var both = new Qrels();
            foreach (LearningQuery query in weighted)
            {
                foreach (RerankCandidate candidate in query.Candidates)
                {
                    both.Add(query.Id, candidate.Id!, candidate.Id == "d0" || qrels.GetGrade(query.Id, candidate.Id!) == 1 ? 1 : 0);
                }
            }

            return RankingLearner.Learn(qrels, weighted, new() { Fields = ["authority"], Labels = both, MaxTrees = 20, Bags = 1 }).OverFirstStage.Metrics[0].Candidate;
        }

        Assert.That(Rank(byField: 20, first: 0.05), Is.GreaterThan(Rank(byField: 0.05, first: 20)));
    }

    [Test]
    public void NearlyTheSameQueriesHaveOneGroup() =>
        Assert.That(
            NearDuplicateQueries.Groups(["rotate the signing key", "Rotate the signing-key!", "lift of a wing", "how to rotate the signing key", "rotate", "", ""]),
            Is.EqualTo(new[] { 0, 0, 1, 0, 2, 3, 3 }));
}
