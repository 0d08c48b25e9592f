namespace RerankKit.Learning;

/// <summary>Boosted regression trees, evaluated without any library: the sum of one leaf of each tree. Immutable.</summary>
internal sealed class TreeEnsemble
{
    private readonly IReadOnlyList<RegressionTree> _trees;

    public TreeEnsemble(IReadOnlyList<RegressionTree> trees) => _trees = trees;

    public IReadOnlyList<RegressionTree> Trees => _trees;

    /// <summary>The first trees alone.</summary>
    public TreeEnsemble Take(int count) => new([.. _trees.Take(count)]);

    public double Score(ReadOnlySpan<float> features)
    {
        double sum = 0;
        foreach (RegressionTree tree in _trees)
        {
            sum += tree.Score(features);
        }

        return sum;
    }

    /// <summary>Throws where following the trees could leave them, or reach no leaf.</summary>
    /// <exception cref="InvalidDataException">It could.</exception>
    public void Check(int features)
    {
        for (int i = 0; i < _trees.Count; i++)
        {
            if (_trees[i].Fault(features) is { } fault)
            {
                throw new InvalidDataException($"Tree {i} is damaged: {fault}. Learn the model again.");
            }
        }
    }
}
