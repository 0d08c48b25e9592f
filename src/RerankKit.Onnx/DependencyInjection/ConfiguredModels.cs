using Microsoft.Extensions.Configuration;

namespace RerankKit.Onnx;

/// <summary>Reads the options of models from configuration.</summary>
internal static class ConfiguredModels
{
    private const string ModelKey = "Model";

    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new CrossEncoderOptions();
        string? model = null;
        Common(section, options, value => model = value)
            .Enum<ScoreActivation>(nameof(options.Activation), value => options.Activation = value)
            .Text(nameof(options.Label), value => options.Label = value)
            .Enum<PairTruncation>(nameof(options.Truncation), value => options.Truncation = value)
            .Double(nameof(options.QueryShare), value => options.QueryShare = value)
            .RefuseOthers();
        return ModelResolution.CrossEncoder(services, new(Required(section, model), options), options);
    }

    public static DecoderReranker Decoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new DecoderRerankerOptions();
        string? model = null;
        Common(section, options, value => model = value)
            .Enum<ScoreActivation>(nameof(options.Activation), value => options.Activation = value)
            .Text(nameof(options.Instruction), value => options.Instruction = value)
            .Text(nameof(options.Template), value => options.Template = Template(value))
            .RefuseOthers();
        return ModelResolution.Decoder(services, new(Required(section, model), options), options);
    }

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
        return StaticTokenEncoder.Load(
            folder ?? throw new InvalidOperationException($"The configuration key '{section.Path}:{ModelKey}' is missing. Set it to the encoder's folder."), options);
    }

    public static OnnxMultiVectorEncoder MultiVectorEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new MultiVectorEncoderOptions();
        string? model = null;
        Choices(Common(section, options, value => model = value), options).RefuseOthers();
        return ModelResolution.MultiVectorEncoder(services, new(Required(section, model), options), options);
    }

    /// <summary>Reads what may be chosen of a late-interaction model, wherever its graph runs.</summary>
    public static SettingsReader Choices(SettingsReader reader, IMultiVectorChoices options) =>
        reader
            .Int32(nameof(options.Dimension), value => options.Dimension = value)
            .Int32(nameof(options.QueryLength), value => options.QueryLength = value)
            .Int32(nameof(options.DocumentLength), value => options.DocumentLength = value)
            .Enum<QueryExpansion>(nameof(options.Expansion), value => options.Expansion = value)
            .Int32(nameof(options.ExpansionLength), value => options.ExpansionLength = value)
            .Boolean(nameof(options.AttendToExpansion), value => options.AttendToExpansion = value)
            .Int32(nameof(options.PoolingFactor), value => options.PoolingFactor = value)
            .Int32(nameof(options.ProtectedTokens), value => options.ProtectedTokens = value);

    private static SettingsReader Common(IConfigurationSection section, InferenceOptions options, Action<string> model) =>
        new SettingsReader(section)
            .Text(ModelKey, model)
            .Text(nameof(ModelRequest.Revision), value => options.Source = options.Source with { Revision = value })
            .Enum<ModelPrecision>(nameof(ModelRequest.Precision), value => options.Source = options.Source with { Precision = value })
            .Text(nameof(ModelRequest.OnnxFile), value => options.Source = options.Source with { OnnxFile = value })
            .Boolean(nameof(ModelRequest.AcceptNonCommercial), value => options.Source = options.Source with { AcceptNonCommercial = value })
            .Text(nameof(options.ModelId), value => options.ModelId = value)
            .Int32(nameof(options.MaxLength), value => options.MaxLength = value)
            .Int32(nameof(options.Concurrency), value => options.Concurrency = value)
            .Int32(nameof(options.Sessions), value => options.Sessions = value)
            .Int32(nameof(options.TokenBudget), value => options.TokenBudget = value)
            .Boolean(nameof(options.IsolatePairs), value => options.IsolatePairs = value)
            .Int32(nameof(options.SinglePairThreads), value => options.SinglePairThreads = value)
            .Boolean(nameof(options.ParseSpecialTokens), value => options.ParseSpecialTokens = value)
            .Boolean(nameof(options.WarmUpOnStart), value => options.WarmUpOnStart = value)
            .Text("ExecutionProvider", value => options.Session.ExecutionProviders.Add(OnnxExecutionProvider.Named(value)))
            .Boolean(nameof(options.Session.AllowCpuFallback), value => options.Session.AllowCpuFallback = value);

    private static string Required(IConfigurationSection section, string? model) =>
        model ?? throw new InvalidOperationException($"The configuration key '{section.Path}:{ModelKey}' is missing. Set it to a model's folder, or its id on the hub.");

    private static DecoderTemplate Template(string name) =>
        DecoderTemplate.Known.FirstOrDefault(template => string.Equals(template.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"no such template; known are {string.Join(", ", DecoderTemplate.Known.Select(template => template.Name))}.");
}
