namespace RerankKit.Onnx.Tests.FirstToken;

/// <summary>Holds a rewritten graph's logits against those of the graph in the file: alone, and in a batch with padding; as the operators stand, and as the runtime fuses them.</summary>
internal static class FirstTokenCheck
{
    private static readonly int[] Lengths = [128, 1, 2, 7, 33, 64, 20, 3];

    /// <summary>Compares them.</summary>
    /// <param name="folder">Tells inputs and vocabulary.</param>
    /// <param name="path">The graph.</param>
    /// <param name="graph">The rewritten one.</param>
    /// <param name="tolerance">Of the logit, where it is above 1. Products of one row and of many are summed in another order: random weights, of which much cancels out, show it more than trained ones.</param>
    public static void LogitsAreEqual(TestModelFolder folder, string path, FirstTokenGraph graph, double tolerance = 4e-6)
    {
        Assert.That(graph.Refusal, Is.Null);
        LogitsAreEqual(folder, path, graph, tolerance, OnnxGraphOptimization.None);
        LogitsAreEqual(folder, path, graph, tolerance, OnnxGraphOptimization.All);
    }

    private static void LogitsAreEqual(TestModelFolder folder, string path, FirstTokenGraph graph, double tolerance, OnnxGraphOptimization optimization)
    {
        using var whole = new TestModelRun(folder, path, graph: null, optimization);
        using var first = new TestModelRun(folder, path, graph, optimization);
        var random = new Random(11);
        int vocabulary = folder.Reference.Options.Vocabulary - 8;
        int[][] sequences = [.. Lengths.Select(length => Enumerable.Range(0, length).Select(_ => random.Next(104, vocabulary)).ToArray())];
        foreach (int[][] batch in (int[][][])[sequences, .. sequences.Select(sequence => new[] { sequence })])
        {
            double[] expected = [.. whole.Logits(batch).SelectMany(row => row)];
            double[] actual = [.. first.Logits(batch).SelectMany(row => row)];
            Assert.That(actual, Has.Length.EqualTo(expected.Length));
            for (int i = 0; i < actual.Length; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance * Math.Max(1, Math.Abs(expected[i]))));
            }
        }
    }
}
