namespace RerankKit.TestModels;

/// <summary>Makes the weights of one model; the spreads are chosen so that logits differ clearly between inputs.</summary>
internal readonly record struct SeededWeights(ulong Seed)
{
    /// <summary>The 8 bits that matrices and tables went through, where a reference computes with what these keep.</summary>
    public TestQuantization Widened { get; init; }

    public static SeededWeights Of(TestModelOptions options) => new(options.Seed) { Widened = options.IsWidened ? options.Quantization : TestQuantization.None };

    /// <summary>Queries and keys: sharper than uniform attention, so that a sequence's first token depends on which tokens follow.</summary>
    public const double AttentionGain = 1.5;

    /// <summary>The attention's output: an average of values is smaller than one of them.</summary>
    public const double MixingGain = 2.5;

    /// <summary>The classifier: logits spread over a few units.</summary>
    public const double ClassifierGain = 5;

    /// <summary>The classifier of families that norm before a layer: their hidden states differ more between inputs.</summary>
    public const double PreNormClassifierGain = 2;

    /// <summary>A matrix [inputs, outputs]; gain 1 keeps the variance of its input.</summary>
    public SeededTensor Matrix(string name, int inputs, int outputs, double gain = 1) =>
        new SeededTensor(Seed, name, 0, gain / Math.Sqrt(inputs), inputs, outputs).Widened(Widened, matrix: true);

    public SeededTensor Bias(string name, int size, double deviation = 0.1) => new(Seed, name, 0, deviation, size);

    /// <summary>The scale of a normalisation, about 1.</summary>
    public SeededTensor Scale(string name, int size, double mean = 1) => new(Seed, name, mean, 0.1, size);

    public SeededTensor Table(string name, int rows, int size, double deviation = 1) =>
        new SeededTensor(Seed, name, 0, deviation, rows, size).Widened(Widened, matrix: false);
}
