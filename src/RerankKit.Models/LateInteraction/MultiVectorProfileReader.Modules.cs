namespace RerankKit.Models;

// modules.json and the configurations of its modules.
internal static partial class MultiVectorProfileReader
{
    private static MultiVectorProfile ReadMultiVectorEncoder(string directory, ConfigSection config, IReadOnlyList<ModuleReference> modules)
    {
        CheckOrder(directory, modules);
        DenseProfile[] dense = [.. modules.Where(module => module.Type == "Dense").Select(ReadDense)];
        ConfigSection? transformer = TransformerConfig(directory, modules);
        int? queryLength = transformer?.Count("query_length");
        QueryExpansionProfile? expansion = null;
        if (transformer is { } section && section.Mentions("query_expansion"))
        {
            expansion = ReadExpansion(section);
        }
        else
        {
            expansion = HasPyLateExpansion(config) ? ReadPyLateExpansion(config).Expansion : null;
            queryLength ??= config.Count("query_length");
        }

        if (queryLength < expansion?.Length)
        {
            throw ModelJson.Wrong(transformer?.FilePath ?? config.FilePath, $"has query_length = {queryLength}, which is less than query_expansion's length {expansion.Length}");
        }

        ConfigSection? masking = modules.First(module => module.Type == "MultiVectorMask").Config;
        string[] tasks = masking?.TextOrTexts("skiplist_tasks") ?? ["document"];
        return new()
        {
            Style = MultiVectorStyle.SentenceTransformers,
            QueryPrompt = Prompt(config, "query") ?? config.Text("query_prefix") ?? "",
            DocumentPrompt = Prompt(config, "document") ?? config.Text("document_prefix") ?? "",
            QueryLength = expansion is { Strategy: QueryExpansion.Fixed } ? expansion.Length : queryLength,
            DocumentLength = transformer?.Count("document_length") ?? config.Count("document_length"),
            Expansion = expansion,
            Skiplist = masking?.Texts("skiplist_words") ?? [],
            SkipsInQueries = tasks.Contains("query", StringComparer.Ordinal),
            SkipsInDocuments = tasks.Contains("document", StringComparer.Ordinal),
            KeepOnlyTokenIds = masking?.Integers("keep_only_token_ids") ?? [],
            Dense = dense,
            Dimension = dense.Length > 0 ? dense[^1].Outputs : null,
            IsNormalized = modules.Any(IsTokenNormalize),
            Pooling = modules.FirstOrDefault(module => module.Type == "HierarchicalTokenPooling") is { } pooling ? ReadPooling(pooling) : null,
            LowersCase = transformer?.Boolean("do_lower_case") == true,
        };
    }

    // Dense layers first, then mask and length 1 in any order, then pooling: what is trained and what can be computed here.
    private static void CheckOrder(string directory, IReadOnlyList<ModuleReference> modules)
    {
        int reached = -1;
        foreach (ModuleReference module in modules)
        {
            int place = module.Type switch
            {
                "Transformer" => 0,
                "Dense" => 1,
                "MultiVectorMask" or "Normalize" => 2,
                "HierarchicalTokenPooling" => 3,
                _ => throw new NotSupportedException(
                    $"'{directory}' has a module {module.Type}; supported are Transformer, Dense, MultiVectorMask, Normalize and HierarchicalTokenPooling."),
            };
            reached = place >= reached && (place != 0 || reached < 0) && (place != 3 || reached < 3)
                ? place
                : throw new NotSupportedException(
                    $"'{directory}' has its modules in the order {string.Join(", ", modules.Select(item => item.Type))}; supported is Transformer, Dense ..., MultiVectorMask and Normalize, HierarchicalTokenPooling.");
        }
    }

    private static bool IsTokenNormalize(ModuleReference module)
    {
        if (module.Type != "Normalize")
        {
            return false;
        }

        string input = module.Config?.Text("module_input_name") ?? "sentence_embedding";
        return input == "token_embeddings"
            ? true
            : throw new NotSupportedException($"'{module.Folder}' normalises '{input}'; supported is token_embeddings.");
    }

    private static QueryExpansionProfile? ReadExpansion(ConfigSection section)
    {
        if (section.Section("query_expansion") is not { } expansion)
        {
            return null;
        }

        expansion.RefuseOthers("strategy", "length", "attend", "token");
        QueryExpansion strategy = expansion.Text("strategy") switch
        {
            "fixed" => QueryExpansion.Fixed,
            "min" => QueryExpansion.Minimum,
            var other => throw new NotSupportedException($"'{section.FilePath}' has query_expansion.strategy = '{other}'; supported are fixed and min."),
        };
        return new(strategy, expansion.Count("length") ?? throw expansion.Wrong("length", "1 or more"))
        {
            IsAttended = expansion.Boolean("attend") ?? false,
            Token = expansion.Text("token"),
        };
    }

    private static TokenPoolingProfile ReadPooling(ModuleReference module)
    {
        ConfigSection config = module.Config ?? throw ModelJson.Wrong(module.Folder, "has no config.json");
        config.RefuseOthers("pool_factor", "num_protected_tokens", "tasks");
        string[] tasks = config.TextOrTexts("tasks") ?? ["document"];
        if (tasks is not ["document"])
        {
            throw new NotSupportedException($"'{config.FilePath}' pools {string.Join(", ", tasks)}; supported is document.");
        }

        int protectedTokens = config.Integer("num_protected_tokens") ?? 1;
        return new(config.Count("pool_factor") ?? 1, protectedTokens >= 0 ? protectedTokens : throw config.Wrong("num_protected_tokens", "0 or more"));
    }

    private static DenseProfile ReadDense(ModuleReference module) => ReadDense(module, "token_embeddings");

    /// <summary>Reads a dense layer over the vectors of tokens, or over the one of a text.</summary>
    internal static DenseProfile ReadDense(ModuleReference module, string features)
    {
        ConfigSection config = module.Config ?? throw ModelJson.Wrong(module.Folder, "has no config.json");
        string input = config.Text("module_input_name") ?? features;
        string output = config.Text("module_output_name") ?? input;
        if (input != features || output != input)
        {
            throw new NotSupportedException($"'{config.FilePath}' turns '{input}' into '{output}'; supported is {features} for both.");
        }

        return new(Path.Combine(module.Folder, "model.safetensors"), config.Count("out_features") ?? throw config.Wrong("out_features", "1 or more"))
        {
            Inputs = config.Count("in_features") ?? throw config.Wrong("in_features", "1 or more"),
            HasBias = config.Boolean("bias") ?? true,
            HasResidual = config.Boolean("use_residual") ?? false,
            Activation = config.Text("activation_function") switch
            {
                // What a layer without the key is made with: sentence-transformers' Dense.
                null or "torch.nn.modules.activation.Tanh" => DenseActivation.Tanh,
                "torch.nn.modules.linear.Identity" => DenseActivation.Identity,
                "torch.nn.modules.activation.Sigmoid" => DenseActivation.Sigmoid,
                "torch.nn.modules.activation.ReLU" => DenseActivation.Relu,
                "torch.nn.modules.activation.GELU" => DenseActivation.Gelu,
                "torch.nn.modules.activation.SiLU" => DenseActivation.Silu,
                var other => throw new NotSupportedException(
                    $"'{config.FilePath}' has the activation '{other}'; supported are torch's Identity, Tanh, Sigmoid, ReLU, GELU and SiLU."),
            },
        };
    }
}
