using Microsoft.Extensions.Configuration;

namespace RerankKit.Models;

/// <summary>Reads the options of models from configuration, wherever their graphs run.</summary>
internal static class ConfiguredModels
{
    private const string ModelKey = "Model";

    /// <summary>The keys that all models have.</summary>
    public static SettingsReader Common(IConfigurationSection section, InferenceOptions options, Action<string> model) =>
        new SettingsReader(section)
            .Text(ModelKey, model)
            .Text(nameof(options.ModelId), value => options.ModelId = value)
            .Int32(nameof(options.MaxLength), value => options.MaxLength = value)
            .Int32(nameof(options.Concurrency), value => options.Concurrency = value)
            .Int32(nameof(options.TokenBudget), value => options.TokenBudget = value)
            .Boolean(nameof(options.IsolatePairs), value => options.IsolatePairs = value)
            .Boolean(nameof(options.ParseSpecialTokens), value => options.ParseSpecialTokens = value)
            .Boolean(nameof(options.WarmUpOnStart), value => options.WarmUpOnStart = value)
            .Text(nameof(options.OutputName), value => options.OutputName = value);

    public static SettingsReader CrossEncoder(this SettingsReader reader, CrossEncoderOptions options) =>
        reader
            .Enum<ScoreActivation>(nameof(options.Activation), value => options.Activation = value)
            .Text(nameof(options.Label), value => options.Label = value)
            .Enum<PairTruncation>(nameof(options.Truncation), value => options.Truncation = value)
            .Double(nameof(options.QueryShare), value => options.QueryShare = value);

    public static SettingsReader Decoder(this SettingsReader reader, DecoderRerankerOptions options) =>
        reader
            .Enum<ScoreActivation>(nameof(options.Activation), value => options.Activation = value)
            .Text(nameof(options.Instruction), value => options.Instruction = value)
            .Text(nameof(options.Template), value => options.Template = Template(value));

    public static SettingsReader MultiVectorEncoder(this SettingsReader reader, MultiVectorEncoderOptions options) =>
        reader
            .Int32(nameof(options.Dimension), value => options.Dimension = value)
            .Int32(nameof(options.QueryLength), value => options.QueryLength = value)
            .Int32(nameof(options.DocumentLength), value => options.DocumentLength = value)
            .Enum<QueryExpansion>(nameof(options.Expansion), value => options.Expansion = value)
            .Int32(nameof(options.ExpansionLength), value => options.ExpansionLength = value)
            .Boolean(nameof(options.AttendToExpansion), value => options.AttendToExpansion = value)
            .Int32(nameof(options.PoolingFactor), value => options.PoolingFactor = value)
            .Int32(nameof(options.ProtectedTokens), value => options.ProtectedTokens = value)
            .Boolean(nameof(options.AcceptEmbeddingModel), value => options.AcceptEmbeddingModel = value);

    public static SettingsReader TextEmbeddings(this SettingsReader reader, TextEmbeddingOptions options) =>
        reader
            .Enum<EmbeddingPooling>(nameof(options.Pooling), value => options.Pooling = value)
            .Boolean(nameof(options.Normalize), value => options.Normalize = value)
            .Int32(nameof(options.Dimension), value => options.Dimension = value)
            .Text(nameof(options.QueryPrompt), value => options.QueryPrompt = value)
            .Text(nameof(options.DocumentPrompt), value => options.DocumentPrompt = value);

    public static StaticTokenEncoder StaticEncoder(IConfigurationSection section)
    {
        var options = new StaticTokenEncoderOptions();
        string? folder = null;
        new SettingsReader(section)
            .Text(ModelKey, value => folder = value)
            .Text(nameof(options.ModelId), value => options.ModelId = value)
            .Int32(nameof(options.MaxQueryTokens), value => options.MaxQueryTokens = value)
            .Int32(nameof(options.MaxDocumentTokens), value => options.MaxDocumentTokens = value)
            .Boolean(nameof(options.KeepDuplicates), value => options.KeepDuplicates = value)
            .RefuseOthers();
        return StaticTokenEncoder.Load(Required(section, folder, "the encoder's folder"), options);
    }

    /// <param name="section">The model's section.</param>
    /// <param name="model">What its <c>Model</c> says; null for nothing.</param>
    /// <param name="allowed">What it may say.</param>
    public static string Required(IConfigurationSection section, string? model, string allowed) =>
        model ?? throw new InvalidOperationException($"The configuration key '{section.Path}:{ModelKey}' is missing. Set it to {allowed}.");

    private static DecoderTemplate Template(string name) =>
        DecoderTemplate.Known.FirstOrDefault(template => string.Equals(template.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"no such template; known are {string.Join(", ", DecoderTemplate.Known.Select(template => template.Name))}.");
}
