namespace RerankKit.Models;

/// <summary>Reads a <see cref="MultiVectorProfile"/> from the files of a model folder.</summary>
internal static partial class MultiVectorProfileReader
{
    private const int ClassicQueryLength = 32;
    private const string SentenceConfig = "config_sentence_transformers.json";

    // Python's string.punctuation, the default skiplist of Stanford's code and of PyLate.
    private static readonly string[] Punctuation = [.. "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".Select(symbol => symbol.ToString())];

    /// <summary>Reads the files of a folder.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="architectures">The class names of config.json.</param>
    /// <param name="acceptsEmbeddingModel">Whether an embedding model will do: <see cref="MultiVectorEncoderOptions.AcceptEmbeddingModel"/>.</param>
    /// <exception cref="InvalidDataException">A file is not what it should be, or files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model is none for late interaction, or asks for something that is not supported; the message names it.</exception>
    public static MultiVectorProfile Read(string directory, IReadOnlyList<string> architectures, bool acceptsEmbeddingModel = false) =>
        Find(directory, architectures) ?? (acceptsEmbeddingModel ? ReadEmbeddingModel(directory) : throw None(directory));

    /// <summary>Reads the files of a folder, where they are those of a late-interaction model; null otherwise.</summary>
    /// <param name="directory">The model's folder.</param>
    /// <param name="architectures">The class names of config.json.</param>
    /// <exception cref="InvalidDataException">A file is not what it should be, or files contradict each other.</exception>
    /// <exception cref="NotSupportedException">The model asks for something that is not supported; the message names it.</exception>
    public static MultiVectorProfile? Find(string directory, IReadOnlyList<string> architectures)
    {
        if (architectures.FirstOrDefault(name => name.EndsWith("ForRetrieval", StringComparison.Ordinal)) is { } retrieval)
        {
            throw new NotSupportedException($"'{directory}' is a {retrieval}, which reads page images; only text models are supported.");
        }

        ConfigSection? sentence = ConfigSection.Read(Path.Combine(directory, SentenceConfig));
        ConfigSection? plaid = ConfigSection.Read(Path.Combine(directory, "onnx_config.json"));
        IReadOnlyList<ModuleReference> modules = ModuleReference.ReadAll(directory);
        if (sentence is { } config && IsMultiVector(config, modules))
        {
            return config.Text("model_type") == "ColBERT" || !HasMask(modules)
                ? ReadPyLate(directory, config, modules, plaid)
                : ReadMultiVectorEncoder(directory, config, modules);
        }

        ConfigSection? metadata = ConfigSection.Read(Path.Combine(directory, "artifact.metadata"));
        if (metadata is not null || architectures.Contains("HF_ColBERT", StringComparer.Ordinal))
        {
            return ReadStanford(directory, metadata ?? ConfigSection.Empty(Path.Combine(directory, "artifact.metadata")));
        }

        return plaid is { } only ? ReadPyLate(directory, only, [], only) : null;
    }

    private static NotSupportedException None(string directory)
    {
        bool hasConfig = File.Exists(Path.Combine(directory, SentenceConfig));
        IReadOnlyList<ModuleReference> modules = ModuleReference.ReadAll(directory);
        return new(
            $"'{directory}' is not a late-interaction model: it has neither artifact.metadata nor onnx_config.json, and config_sentence_transformers.json {(hasConfig ? "is that of another kind of model" : "is missing")}"
            + (modules.Count == 0 ? ". " : $"; its modules are {string.Join(", ", modules.Select(module => module.Type))}. ")
            + $"An embedding model ranks with AddEmbeddings, or {nameof(TextEmbeddingGenerator)} and EmbeddingReranker; set {nameof(MultiVectorEncoderOptions)}.{nameof(MultiVectorEncoderOptions.AcceptEmbeddingModel)} to compare the vectors of its tokens all the same.");
    }

    // Not trained for it, and often better than one vector per text: every token's last hidden state, brought to length 1; what pools and works on the pooled vector is left out.
    private static MultiVectorProfile ReadEmbeddingModel(string directory)
    {
        ConfigSection config = ConfigSection.Read(Path.Combine(directory, SentenceConfig)) ?? ConfigSection.Empty(Path.Combine(directory, SentenceConfig));
        IReadOnlyList<ModuleReference> modules = ModuleReference.ReadAll(directory);
        return new()
        {
            Style = MultiVectorStyle.EmbeddingModel,
            QueryPrompt = Prompt(config, "query") ?? "",
            DocumentPrompt = Prompt(config, "document") ?? "",
            LowersCase = TransformerConfig(directory, modules)?.Boolean("do_lower_case") == true,
        };
    }

    // stanford-futuredata/ColBERT, ColBERTConfig.
    private static MultiVectorProfile ReadStanford(string directory, ConfigSection metadata)
    {
        if (metadata.Text("similarity") is not (null or "cosine"))
        {
            throw new NotSupportedException($"'{metadata.FilePath}' has similarity = '{metadata.Text("similarity")}'; supported is cosine.");
        }

        int dimension = metadata.Count("dim") ?? 128;
        int queryLength = metadata.Count("query_maxlen") ?? ClassicQueryLength;
        return new()
        {
            Style = MultiVectorStyle.Stanford,
            QueryPrompt = metadata.Text("query_token_id") ?? "[unused0]",
            DocumentPrompt = metadata.Text("doc_token_id") ?? "[unused1]",
            QueryLength = queryLength,
            DocumentLength = metadata.Count("doc_maxlen") ?? 220,
            Expansion = new(QueryExpansion.Fixed, queryLength) { IsAttended = metadata.Boolean("attend_to_mask_tokens") ?? false },
            Skiplist = metadata.Boolean("mask_punctuation") ?? true ? Punctuation : [],
            Dimension = dimension,

            // Beside the encoder's own weights; read only for a graph that ends in the hidden states.
            Dense = [new(Path.Combine(directory, "model.safetensors"), dimension)],
        };
    }
}
