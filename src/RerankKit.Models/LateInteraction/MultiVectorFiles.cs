namespace RerankKit.Models;

/// <summary>What the files of a late-interaction model say, apart from its graph.</summary>
/// <param name="Transformer">The transformer that gives the hidden states.</param>
/// <param name="Profile">What becomes of texts before it, and of vectors behind it.</param>
internal sealed record MultiVectorFiles(ModelProfile Transformer, MultiVectorProfile Profile)
{
    /// <summary>The transformer with the longest sequence that its graph takes.</summary>
    public ModelProfile Graph => Transformer with { MaxLength = PositionLimit(Transformer, Profile) };

    /// <summary>Reads a model's folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="acceptsEmbeddingModel">Whether an embedding model will do.</param>
    /// <exception cref="FileNotFoundException">config.json is missing.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model is none for late interaction, or asks for something that is not supported.</exception>
    public static MultiVectorFiles Read(string directory, bool acceptsEmbeddingModel)
    {
        ModelProfile transformer = ReadTransformer(directory);
        return new(transformer, MultiVectorProfileReader.Read(directory, transformer.Architectures, acceptsEmbeddingModel));
    }

    /// <summary>Reads a model's folder, where it is one of late interaction; null otherwise.</summary>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model asks for something that is not supported.</exception>
    public static MultiVectorFiles? Find(string directory)
    {
        if (!File.Exists(Path.Combine(directory, "config.json")) && !File.Exists(Path.Combine(directory, "onnx_config.json")))
        {
            return null;
        }

        ModelProfile transformer = ReadTransformer(directory);
        return MultiVectorProfileReader.Find(directory, transformer.Architectures) is { } profile ? new(transformer, profile) : null;
    }

    /// <summary>The longest text where neither files nor options name a length for its role.</summary>
    /// <param name="limit">The longest sequence that the graph takes.</param>
    public int TextLimit(int limit) => Math.Min(Transformer.MaxLength ?? limit, limit);

    /// <summary>Names the content of the weights that lie beside the graph; the files that a folder's own revision covers may lack some of them.</summary>
    public string DenseWeights() => string.Concat(Profile.Dense.Where(layer => File.Exists(layer.WeightsPath)).Select(layer => $"dense={ContentFingerprint.OfFile(layer.WeightsPath)};"));

    /// <summary>What is left to do behind the graph.</summary>
    /// <param name="head">The graph's output, its width known.</param>
    /// <param name="wanted">Numbers per vector that are kept; null for all.</param>
    /// <exception cref="ArgumentException">More are wanted than there are.</exception>
    /// <exception cref="InvalidDataException">The graph does not fit the files, or weights are missing.</exception>
    public VectorProjection Projection(VectorHead head, int? wanted)
    {
        IReadOnlyList<DenseLayer> layers = DenseLayers.LeftToDo(Profile, head.Name, head.Width);
        int own = layers.Count > 0 ? layers[^1].Outputs : head.Width;
        return wanted > own
            ? throw new ArgumentException(Invariant($"{nameof(MultiVectorEncoderOptions.Dimension)} is {wanted}, but the model's vectors have {own} numbers."))
            : new(layers, head.Width, wanted ?? own, Profile.IsNormalized);
    }

    // next-plaid's folders have no config.json; what it would say here, onnx_config.json says.
    private static ModelProfile ReadTransformer(string directory)
    {
        string config = Path.Combine(directory, "config.json");
        if (File.Exists(config) || ConfigSection.Read(Path.Combine(directory, "onnx_config.json")) is not { } plaid)
        {
            return ModelProfileReader.Read(directory);
        }

        return new() { Directory = directory, ModelType = plaid.Text("model_class") ?? "", PadTokenId = plaid.Integer("pad_token_id") };
    }

    // What tokenizer and sentence_bert_config.json say is what texts were cut to when the model was saved, which the lengths of the roles replace.
    private static int? PositionLimit(ModelProfile transformer, MultiVectorProfile profile)
    {
        int declared = Math.Max(Math.Max(profile.QueryLength ?? 0, profile.Expansion?.Length ?? 0), profile.DocumentLength ?? 0);
        return transformer.PositionLimit ?? (declared == 0 ? transformer.MaxLength : Math.Max(declared, transformer.MaxLength ?? 0));
    }
}
