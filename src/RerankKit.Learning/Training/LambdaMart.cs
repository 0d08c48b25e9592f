using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace RerankKit.Learning;

/// <summary>Fits trees by LambdaMART (Burges, "From RankNet to LambdaRank to LambdaMART", 2010), as ML.NET's FastTree does it.</summary>
internal static class LambdaMart
{
    private const int HighestGrade = 4;

    /// <summary>Fits trees and keeps ML.NET's model beside them.</summary>
    public static (TreeEnsemble Trees, double[] Gains, ITransformer Original) Fit(IReadOnlyList<LabelledList> lists, int trees, ulong seed)
    {
        int features = lists[0].Features[0].Length;
        var context = new MLContext((int)(seed & int.MaxValue));
        IDataView data = Load(context, lists);
        var options = new FastTreeRankingTrainer.Options
        {
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = nameof(Row.Features),
            RowGroupColumnName = nameof(Row.List),
            ExampleWeightColumnName = nameof(Row.Weight),
            NumberOfTrees = trees,
            NumberOfLeaves = 8,
            MinimumExampleCountPerLeaf = Math.Clamp(lists.Sum(list => list.Ids.Length) / 400, 5, 50),
            LearningRate = 0.05,
            FeatureFraction = 0.5,
            BaggingSize = 0,
            NumberOfThreads = 1,
            Seed = (int)(seed & int.MaxValue),
            FeatureSelectionSeed = (int)(seed & int.MaxValue),
            CustomGains = [.. Enumerable.Range(0, HighestGrade + 1).Select(grade => (double)grade)],
            AllowEmptyTrees = true,
        };
        RankingPredictionTransformer<FastTreeRankingModelParameters> fitted = context.Ranking.Trainers.FastTree(options).Fit(data);
        return (Read(fitted.Model), Gains(fitted.Model, features), fitted);
    }

    /// <summary>ML.NET's own scores, to hold ours against.</summary>
    internal static float[] Score(ITransformer original, LabelledList list)
    {
        IDataView data = Load(new MLContext(), [list]);
        return [.. original.Transform(data).GetColumn<float>("Score")];
    }

    private static IDataView Load(MLContext context, IReadOnlyList<LabelledList> lists)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, lists[0].Features[0].Length);
        schema[nameof(Row.List)].ColumnType = new KeyDataViewType(typeof(uint), lists.Count);
        return context.Data.LoadFromEnumerable(Rows(lists), schema);
    }

    private static TreeEnsemble Read(FastTreeRankingModelParameters model)
    {
        RegressionTreeEnsemble ensemble = model.TrainedTreeEnsemble;
        var trees = new List<RegressionTree>();
        for (int i = 0; i < ensemble.Trees.Count; i++)
        {
            Microsoft.ML.Trainers.FastTree.RegressionTree tree = ensemble.Trees[i];
            double weight = ensemble.TreeWeights[i];
            trees.Add(new(
                [.. tree.NumericalSplitFeatureIndexes],
                [.. tree.NumericalSplitThresholds],
                [.. tree.LeftChild],
                [.. tree.RightChild],
                [.. tree.LeafValues.Select(value => value * weight)]));
        }

        if (ensemble.Bias != 0)
        {
            trees.Add(new([], [], [], [], [ensemble.Bias]));
        }

        return new(trees);
    }

    private static double[] Gains(FastTreeRankingModelParameters model, int features)
    {
        double[] gains = new double[features];
        foreach (Microsoft.ML.Trainers.FastTree.RegressionTree tree in model.TrainedTreeEnsemble.Trees)
        {
            for (int node = 0; node < tree.NumberOfNodes; node++)
            {
                gains[tree.NumericalSplitFeatureIndexes[node]] += tree.SplitGains[node];
            }
        }

        return gains;
    }

    private static IEnumerable<Row> Rows(IReadOnlyList<LabelledList> lists)
    {
        for (int list = 0; list < lists.Count; list++)
        {
            for (int i = 0; i < lists[list].Ids.Length; i++)
            {
                yield return new()
                {
                    Label = Math.Clamp(lists[list].Grades[i], 0, HighestGrade),
                    List = (uint)list + 1,
                    Weight = lists[list].Weights[i],
                    Features = lists[list].Features[i],
                };
            }
        }
    }

    private sealed class Row
    {
        public float Label { get; set; }

        public uint List { get; set; }

        public float Weight { get; set; }

        public float[] Features { get; set; } = [];
    }
}
