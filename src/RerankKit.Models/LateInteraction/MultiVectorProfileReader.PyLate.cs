namespace RerankKit.Models;

// PyLate's top-level keys, and next-plaid's, which are the same with ids.
internal static partial class MultiVectorProfileReader
{
    // What tells a multi-vector model's config_sentence_transformers.json from an embedding model's.
    private static readonly string[] PyLateKeys =
        ["query_length", "document_length", "query_expansion", "do_query_expansion", "attend_to_expansion_tokens", "query_prefix", "document_prefix", "skiplist_words"];

    // PyLate fills queries up unless told otherwise; beside a MultiVectorMask, which its own files do not have, only a key that speaks of it does so.
    private static readonly string[] PyLateExpansionKeys = ["query_expansion", "do_query_expansion", "attend_to_expansion_tokens", "attend_to_mask_tokens"];

    private static bool HasPyLateExpansion(ConfigSection config) => Array.Exists(PyLateExpansionKeys, key => config.Has(key));

    private static bool IsMultiVector(ConfigSection config, IReadOnlyList<ModuleReference> modules) =>
        HasMask(modules) || HasPyLateKeys(config) || config.Text("model_type") is "ColBERT" or "MultiVectorEncoder";

    private static bool HasPyLateKeys(ConfigSection config) => Array.Exists(PyLateKeys, key => config.Mentions(key));

    private static bool HasMask(IReadOnlyList<ModuleReference> modules) => modules.Any(module => module.Type == "MultiVectorMask");

    private static MultiVectorProfile ReadPyLate(string directory, ConfigSection config, IReadOnlyList<ModuleReference> modules, ConfigSection? plaid)
    {
        DenseProfile[] dense = [.. modules.Where(module => module.Type == "Dense").Select(ReadDense)];
        if (modules.FirstOrDefault(module => module.Type is not ("Transformer" or "Dense")) is { } other)
        {
            throw new NotSupportedException($"'{directory}' is a PyLate model with a module {other.Type}; supported are Transformer and Dense.");
        }

        ConfigSection ids = plaid ?? config;
        ConfigSection? transformer = TransformerConfig(directory, modules);
        (int? queryLength, QueryExpansionProfile? expansion) = ReadPyLateExpansion(config);
        return new()
        {
            Style = ids.Has("query_prefix_id") || modules.Count == 0 ? MultiVectorStyle.NextPlaid : MultiVectorStyle.PyLate,
            QueryPrompt = Prompt(config, "query") ?? config.Text("query_prefix") ?? "[Q] ",
            DocumentPrompt = Prompt(config, "document") ?? config.Text("document_prefix") ?? "[D] ",
            QueryMarkerId = ids.Integer("query_prefix_id"),
            DocumentMarkerId = ids.Integer("document_prefix_id"),
            QueryLength = queryLength,
            DocumentLength = config.Count("document_length") ?? 180,
            Expansion = expansion is null ? null : expansion with { TokenId = ids.Integer("mask_token_id") },
            Skiplist = config.Texts("skiplist_words") ?? Punctuation,
            Dense = dense,
            Dimension = dense.Length > 0 ? dense[^1].Outputs : ids.Count("embedding_dim"),
            LowersCase = (transformer?.Boolean("do_lower_case") ?? ids.Boolean("do_lower_case")) == true,
        };
    }

    private static (int? QueryLength, QueryExpansionProfile? Expansion) ReadPyLateExpansion(ConfigSection config)
    {
        int length = config.Count("query_length") ?? ClassicQueryLength;
        if (config.Mentions("query_expansion"))
        {
            return (config.Count("query_length"), ReadExpansion(config));
        }

        bool attends = config.Boolean("attend_to_expansion_tokens") ?? config.Boolean("attend_to_mask_tokens") ?? false;
        return config.Boolean("do_query_expansion") == false
            ? (length, null)
            : (length, new(QueryExpansion.Fixed, length) { IsAttended = attends });
    }

    /// <summary>The prompt that a model's configuration has for a role; null for none.</summary>
    internal static string? Prompt(ConfigSection config, string role)
    {
        if (config.Section("prompts") is not { } prompts)
        {
            return null;
        }

        string? prompt = prompts.Text(role);
        if (role == "document" && !prompts.Mentions(role))
        {
            prompt = prompts.Text("passage") ?? prompts.Text("corpus");
        }

        return prompt is { Length: > 0 } ? prompt : null;
    }

    /// <summary>How the transformer reads texts.</summary>
    internal static ConfigSection? TransformerConfig(string directory, IReadOnlyList<ModuleReference> modules) =>
        ConfigSection.Read(Path.Combine(modules.FirstOrDefault(module => module.Type == "Transformer")?.Folder ?? directory, "sentence_bert_config.json"));
}
