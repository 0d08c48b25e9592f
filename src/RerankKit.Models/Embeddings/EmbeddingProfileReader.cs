namespace RerankKit.Models;

/// <summary>Reads an <see cref="EmbeddingProfile"/> from the files of a sentence-transformers folder: modules.json, the modules' settings, config_sentence_transformers.json.</summary>
internal static class EmbeddingProfileReader
{
    // sentence-transformers' Pooling: the keys of older files, in the order in which their results stand side by side, and the names of newer ones.
    private static readonly (string Key, string Name, EmbeddingPooling Mode)[] Ways =
    [
        ("pooling_mode_cls_token", "cls", EmbeddingPooling.Cls),
        ("pooling_mode_max_tokens", "max", EmbeddingPooling.Max),
        ("pooling_mode_mean_tokens", "mean", EmbeddingPooling.Mean),
        ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", EmbeddingPooling.MeanSquareRootLength),
        ("pooling_mode_weightedmean_tokens", "weightedmean", EmbeddingPooling.WeightedMean),
        ("pooling_mode_lasttoken", "lasttoken", EmbeddingPooling.LastToken),
    ];

    /// <summary>Reads the files of a folder.</summary>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    /// <exception cref="NotSupportedException">The model asks for something that is not supported; the message names it.</exception>
    public static EmbeddingProfile Read(string directory)
    {
        string configPath = Path.Combine(directory, "config_sentence_transformers.json");
        ConfigSection config = ConfigSection.Read(configPath) ?? ConfigSection.Empty(configPath);
        IReadOnlyList<ModuleReference> modules = ModuleReference.ReadAll(directory);
        CheckOrder(directory, modules);
        ConfigSection? pooling = modules.FirstOrDefault(module => module.Type == "Pooling")?.Config;
        string? defaultPrompt = config.Text("default_prompt_name");
        return new()
        {
            Pooling = pooling is { } section ? ReadPooling(section) : [EmbeddingPooling.Mean],
            PoolsPrompt = pooling?.Boolean("include_prompt") ?? true,
            Dense = [.. modules.Where(module => module.Type == "Dense").Select(module => MultiVectorProfileReader.ReadDense(module, "sentence_embedding"))],
            IsNormalized = modules.Any(module => module.Type == "Normalize"),
            QueryPrompt = MultiVectorProfileReader.Prompt(config, "query") ?? "",
            DocumentPrompt = MultiVectorProfileReader.Prompt(config, "document") ?? "",
            DefaultPrompt = defaultPrompt is null ? "" : config.Section("prompts")?.Text(defaultPrompt)
                ?? throw config.Wrong("default_prompt_name", "a name among its prompts"),
            LowersCase = MultiVectorProfileReader.TransformerConfig(directory, modules)?.Boolean("do_lower_case") == true,
        };
    }

    private static void CheckOrder(string directory, IReadOnlyList<ModuleReference> modules)
    {
        string[] types = [.. modules.Select(module => module.Type)];
        if (Array.Find(types, type => type is not ("Transformer" or "Pooling" or "Dense" or "Normalize")) is { } other)
        {
            throw new NotSupportedException(
                $"'{directory}' has a module {other}; supported in an embedding model are Transformer, Pooling, Dense and Normalize."
                + (other == "MultiVectorMask" ? $" It is a model of late interaction: load it with {nameof(MultiVectorEncoder)}." : ""));
        }

        int[] places = [.. types.Select(type => Array.IndexOf((string[])["Transformer", "Pooling", "Dense", "Normalize"], type))];
        bool isChain = places.Zip(places.Skip(1), (one, next) => one < next || (one == next && one == 2)).All(isInOrder => isInOrder);
        if (types.Length > 0 && !(isChain && types[0] == "Transformer" && (types.Length == 1 || types[1] == "Pooling")))
        {
            throw new NotSupportedException($"'{directory}' has its modules in the order {string.Join(", ", types)}; supported in an embedding model is Transformer, Pooling, Dense ..., Normalize.");
        }
    }

    private static EmbeddingPooling[] ReadPooling(ConfigSection config)
    {
        if (config.Has("pooling_mode"))
        {
            return [.. config.TextOrTexts("pooling_mode")!.Select(name => Named(config, name))];
        }

        EmbeddingPooling[] modes = [.. Ways.Where(way => config.Boolean(way.Key) == true).Select(way => way.Mode)];
        return modes.Length > 0 ? modes
            : Array.Exists(Ways, way => config.Has(way.Key)) ? throw ModelJson.Wrong(config.FilePath, $"turns no way of pooling on; known are {string.Join(", ", Ways.Select(way => way.Key))}")
            : [EmbeddingPooling.Mean];
    }

    private static EmbeddingPooling Named(ConfigSection config, string name) => Array.FindIndex(Ways, way => way.Name == name) is >= 0 and int found
        ? Ways[found].Mode
        : throw new NotSupportedException($"'{config.FilePath}' has pooling_mode = '{name}'; supported are {string.Join(", ", Ways.Select(way => way.Name))}.");
}
