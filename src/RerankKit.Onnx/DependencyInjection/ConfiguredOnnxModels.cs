using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Managed;

namespace RerankKit.Onnx;

/// <summary>Loads models with ONNX Runtime as configuration says.</summary>
internal static class ConfiguredOnnxModels
{
    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new CrossEncoderOptions();
        string model = Read(section, options, reader => reader.CrossEncoder(options));
        return services.Warm(CrossEncoderReranker.Load(Find(services, model, options), options, services.LoggerOf<CrossEncoderReranker>(), services.GetService<TimeProvider>()), options);
    }

    public static DecoderReranker Decoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new DecoderRerankerOptions();
        string model = Read(section, options, reader => reader.Decoder(options));
        return services.Warm(DecoderReranker.Load(Find(services, model, options), options, services.LoggerOf<DecoderReranker>(), services.GetService<TimeProvider>()), options);
    }

    /// <summary>The model that the section names, or that in a folder of its provider's own.</summary>
    public static MultiVectorEncoder MultiVectorEncoder(IServiceProvider services, IConfigurationSection section, MultiVectorEncoderOptions? options = null, string? folder = null)
    {
        options ??= new();
        string model = Read(section, options, reader => reader.MultiVectorEncoder(options), folder);
        return services.Warm(Models.MultiVectorEncoder.Load(Find(services, model, options), options, services.LoggerOf<MultiVectorEncoder>(), services.GetService<TimeProvider>()), options);
    }

    /// <summary>The model that the section names, or that in a folder of its provider's own.</summary>
    public static TextEmbeddingGenerator TextEmbeddings(IServiceProvider services, IConfigurationSection section, string? folder = null)
    {
        var options = new TextEmbeddingOptions();
        string model = Read(section, options, reader => reader.TextEmbeddings(options), folder);
        return services.Warm(TextEmbeddingGenerator.Load(Find(services, model, options), options, services.LoggerOf<TextEmbeddingGenerator>(), services.GetService<TimeProvider>()), options);
    }

    private static StoredModel Find(IServiceProvider services, string model, InferenceOptions options) => new ModelOrigin(model, options).Get(services);

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
