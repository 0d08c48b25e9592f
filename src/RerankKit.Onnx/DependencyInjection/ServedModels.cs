using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RerankKit.Onnx;

/// <summary>Makes rerankers and encoders of served models when the container asks for them.</summary>
internal static class ServedModels
{
    private const string ModelKey = "Model";

    /// <summary>Connections live as long as the reranker; that they follow the DNS is the transport's affair.</summary>
    public static void AddTransport(IServiceCollection services) => services
        .AddHttpClient(TritonRerankingBuilderExtensions.HttpClientName)
        .ConfigurePrimaryHttpMessageHandler(ServingHandlers.Transport);

    public static RemoteCrossEncoderReranker CrossEncoder(IServiceProvider services, string modelFolder, RemoteCrossEncoderOptions options) =>
        RemoteCrossEncoderReranker.Load(modelFolder, options, Handlers(services), services.GetService<TimeProvider>());

    public static RemoteMultiVectorEncoder MultiVectorEncoder(IServiceProvider services, string modelFolder, RemoteMultiVectorEncoderOptions options) =>
        RemoteMultiVectorEncoder.Load(
            modelFolder, options, Handlers(services), services.GetService<ILoggerFactory>()?.CreateLogger<RemoteMultiVectorEncoder>(), services.GetService<TimeProvider>());

    public static RemoteCrossEncoderReranker CrossEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new RemoteCrossEncoderOptions();
        string? model = null;
        Common(section, options, value => model = value)
            .Enum<ScoreActivation>(nameof(options.Activation), value => options.Activation = value)
            .Text(nameof(options.Label), value => options.Label = value)
            .Enum<PairTruncation>(nameof(options.Truncation), value => options.Truncation = value)
            .Double(nameof(options.QueryShare), value => options.QueryShare = value)
            .RefuseOthers();
        ReadLists(section, options);
        return CrossEncoder(services, Required(section, model), options);
    }

    public static RemoteMultiVectorEncoder MultiVectorEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new RemoteMultiVectorEncoderOptions();
        string? model = null;
        ConfiguredModels.Choices(Common(section, options, value => model = value), options).RefuseOthers();
        ReadLists(section, options);
        return MultiVectorEncoder(services, Required(section, model), options);
    }

    private static HttpMessageHandler Handlers(IServiceProvider services) =>
        services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(TritonRerankingBuilderExtensions.HttpClientName);

    private static string Required(IConfigurationSection section, string? model) =>
        model ?? throw new InvalidOperationException($"The configuration key '{section.Path}:{ModelKey}' is missing. Set it to the model's folder.");

    private static SettingsReader Common(IConfigurationSection section, ServedModelOptions options, Action<string> model) =>
        new SettingsReader(section)
            .Known(nameof(options.Endpoints), nameof(options.TensorNames))
            .Text(ModelKey, model)
            .Text(nameof(options.ModelName), value => options.ModelName = value)
            .Text(nameof(options.ModelVersion), value => options.ModelVersion = value)
            .Text(nameof(options.BearerToken), value => options.BearerToken = value)
            .Text(nameof(options.OutputName), value => options.OutputName = value)
            .Text(nameof(options.ModelId), value => options.ModelId = value)
            .Text(nameof(options.Revision), value => options.Revision = value)
            .Boolean(nameof(options.UseBinaryTensors), value => options.UseBinaryTensors = value)
            .TimeSpan(nameof(options.Timeout), value => options.Timeout = value)
            .Int32(nameof(options.MaxAnswerBytes), value => options.MaxAnswerBytes = value)
            .Int32(nameof(options.MaxLength), value => options.MaxLength = value)
            .Int32(nameof(options.TokenBudget), value => options.TokenBudget = value)
            .Int32(nameof(options.MaxBatchSize), value => options.MaxBatchSize = value)
            .Int32(nameof(options.Concurrency), value => options.Concurrency = value)
            .Boolean(nameof(options.IsolatePairs), value => options.IsolatePairs = value)
            .Boolean(nameof(options.ParseSpecialTokens), value => options.ParseSpecialTokens = value)
            .Boolean(nameof(options.Balancing), value => options.Balancing = value ? new() : null)
            .TimeSpan(nameof(EndpointBalancingOptions.AttemptTimeout), value => Needed(options.Balancing, nameof(options.Balancing)).AttemptTimeout = value)
            .Boolean(nameof(options.Retry), value => options.Retry = value ? new() : null)
            .Int32(nameof(TransientRetryOptions.MaxRetries), value => Needed(options.Retry, nameof(options.Retry)).MaxRetries = value)
            .Boolean(nameof(options.Hedging), value => options.Hedging = value ? new() : null)
            .Double(nameof(HedgingOptions.MaxExtraLoad), value => Needed(options.Hedging, nameof(options.Hedging)).MaxExtraLoad = value);

    private static T Needed<T>(T? options, string key)
        where T : class =>
        options ?? throw new ArgumentException($"it has no meaning while {key} is false.");

    private static void ReadLists(IConfigurationSection section, ServedModelOptions options)
    {
        foreach (IConfigurationSection endpoint in section.GetSection(nameof(options.Endpoints)).GetChildren())
        {
            options.Endpoints.Add(Uri.TryCreate(endpoint.Value, UriKind.Absolute, out Uri? address)
                ? address
                : throw new InvalidOperationException($"The configuration key '{endpoint.Path}' is '{endpoint.Value}'; allowed is an address such as http://localhost:8000."));
        }

        if (options.Endpoints.Count == 0)
        {
            throw new InvalidOperationException($"The configuration key '{section.Path}:{nameof(options.Endpoints)}' has no entries. List the addresses of the model's servers.");
        }

        foreach (IConfigurationSection name in section.GetSection(nameof(options.TensorNames)).GetChildren())
        {
            options.TensorNames[name.Key] = name.Value ?? throw new InvalidOperationException($"The configuration key '{name.Path}' has no value; allowed is the server's name of the input.");
        }
    }
}
