namespace RerankKit.Learning;

/// <summary>A tree. At an inner node the way goes left where the feature is at most the threshold; a child below 0 is the leaf of its complement.</summary>
/// <param name="Features">Which feature each inner node looks at.</param>
/// <param name="Thresholds">What it is compared with.</param>
/// <param name="Left">The child for at most.</param>
/// <param name="Right">The child for more.</param>
/// <param name="Leaves">The values of the leaves, one more than inner nodes.</param>
internal sealed record RegressionTree(int[] Features, float[] Thresholds, int[] Left, int[] Right, double[] Leaves)
{
    public double Score(ReadOnlySpan<float> features)
    {
        int node = Left.Length == 0 ? -1 : 0;
        while (node >= 0)
        {
            node = features[Features[node]] <= Thresholds[node] ? Left[node] : Right[node];
        }

        return Leaves[~node];
    }

    /// <summary>Why it cannot be followed; null where it can.</summary>
    public string? Fault(int features)
    {
        int nodes = Left.Length;
        if (Features.Length != nodes || Thresholds.Length != nodes || Right.Length != nodes || Leaves.Length != nodes + 1)
        {
            return "its parts are not of one length";
        }

        if (Array.Exists(Features, feature => (uint)feature >= (uint)features) || Array.Exists(Thresholds, float.IsNaN) || !Array.TrueForAll(Leaves, double.IsFinite))
        {
            return "a node looks at a feature that is not there, or a number is none";
        }

        // Every node but the root, and every leaf, has to be the child of one node, or the way may run in circles.
        var seen = new HashSet<int>();
        return Left.Concat(Right).All(child => child != 0 && child < nodes && ~child < Leaves.Length && seen.Add(child)) ? null : "a child is not there, or is that of two nodes";
    }
}
