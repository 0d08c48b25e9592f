namespace RerankKit.Learning;

/// <summary>A ranking function that was learned: the names of its features, its trees, and what they were worth. Immutable.</summary>
public sealed class LearnedModel
{
    internal LearnedModel(IReadOnlyList<string> features, TreeEnsemble trees, LearnedModelEvidence evidence)
    {
        FeatureSet = FeatureNames.Read(features);
        trees.Check(features.Count);
        Features = features;
        Trees = trees;
        Evidence = evidence;
    }

    /// <summary>The names of the features that it looks at.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>What it was worth on queries that it had not seen.</summary>
    public LearnedModelEvidence Evidence { get; }

    internal CandidateFeatures FeatureSet { get; }

    internal TreeEnsemble Trees { get; }

    /// <summary>Changes with anything that changes a score.</summary>
    internal string Fingerprint => LearnedModelFile.Fingerprint(this);

    /// <summary>Reads a model.</summary>
    /// <param name="path">A file that <see cref="Save"/> or <c>rerankkit learn</c> wrote.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">The file is none, is damaged, or its features are not those of this version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LearnedModel Load(string path) => LearnedModelFile.Read(path);

    /// <summary>Writes the model, in one step.</summary>
    /// <param name="path">The file, replaced where there is one; by custom it ends in .zip.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => LearnedModelFile.Write(this, path);
}
