using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RerankKit.Managed;

namespace RerankKit.Onnx;

/// <summary>Loads models with ONNX Runtime as configuration says.</summary>
internal static class ConfiguredOnnxModels
{
    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, IConfigurationSection section) => Load(
        services,
        section,
        new CrossEncoderOptions(),
        (reader, options) => ConfiguredModels.CrossEncoder(reader, options).Boolean(nameof(OnnxSessionOptions.FirstTokenOnly), value => SetFirstTokenOnly(options, value)),
        OnnxCrossEncoder.Load);

    public static DecoderReranker Decoder(IServiceProvider services, IConfigurationSection section) =>
        Load(services, section, new DecoderRerankerOptions(), ConfiguredModels.Decoder, OnnxDecoder.Load);

    /// <summary>The model that the section names, or that in a folder of its provider's own.</summary>
    public static MultiVectorEncoder MultiVectorEncoder(IServiceProvider services, IConfigurationSection section, MultiVectorEncoderOptions? options = null, string? folder = null) =>
        Load(services, section, options ?? new(), ConfiguredModels.MultiVectorEncoder, OnnxMultiVectorEncoder.Load, folder);

    /// <summary>The model that the section names, or that in a folder of its provider's own.</summary>
    public static TextEmbeddingGenerator TextEmbeddings(IServiceProvider services, IConfigurationSection section, string? folder = null) =>
        Load(services, section, new TextEmbeddingOptions(), ConfiguredModels.TextEmbeddings, OnnxEmbeddingGenerator.Load, folder);

    private static T Load<TOptions, T>(
        IServiceProvider services,
        IConfigurationSection section,
        TOptions options,
        Func<SettingsReader, TOptions, SettingsReader> own,
        Func<StoredModel, TOptions, ILogger?, TimeProvider?, T> load,
        string? folder = null)
        where TOptions : InferenceOptions
        where T : IWarmable
    {
        string model = Read(section, options, reader => own(reader, options), folder);
        return services.Load(new ModelOrigin(model, options).Get(services), options, load);
    }

    private static string Read(IConfigurationSection section, InferenceOptions options, Func<SettingsReader, SettingsReader> own, string? folder = null)
    {
        string? model = folder;
        SettingsReader reader = ConfiguredModels.Common(section, options, value => model = folder is null ? value : throw new ArgumentException("this provider brings its model and takes no other."))
            .Text(nameof(ModelRequest.Revision), value => options.Source = options.Source with { Revision = value })
            .Enum<ModelPrecision>(nameof(ModelRequest.Precision), value => options.Source = options.Source with { Precision = value })
            .Text(nameof(ModelRequest.OnnxFile), value => options.Source = options.Source with { OnnxFile = value })
            .Boolean(nameof(ModelRequest.AcceptNonCommercial), value => options.Source = options.Source with { AcceptNonCommercial = value })
            .Enum<ModelEngine>("Engine", value => options.Engine = value)
            .Int32("Sessions", value => options.Session.Count = value)
            .Int32(nameof(OnnxSessionOptions.SinglePairThreads), value => SetSinglePairThreads(options, value))
            .Text("ExecutionProvider", value => options.Session.ExecutionProviders.Add(OnnxExecutionProvider.Named(value)))
            .Boolean(nameof(OnnxSessionOptions.AllowCpuFallback), value => options.Session.AllowCpuFallback = value);
        own(reader).RefuseOthers();
        return ConfiguredModels.Required(section, model, "a model's folder, or its id on the hub");
    }

    private static void SetFirstTokenOnly(InferenceOptions options, bool isOn)
    {
        if (options.Graph is ManagedOptions managed)
        {
            managed.FirstTokenOnly = isOn;
        }
        else
        {
            options.Session.FirstTokenOnly = isOn;
        }
    }

    private static void SetSinglePairThreads(InferenceOptions options, int threads)
    {
        if (options.Graph is ManagedOptions managed)
        {
            managed.SinglePairThreads = threads;
        }
        else
        {
            options.Session.SinglePairThreads = threads;
        }
    }
}
