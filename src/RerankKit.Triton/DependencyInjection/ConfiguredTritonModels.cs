using Microsoft.Extensions.Configuration;

namespace RerankKit.Triton;

/// <summary>Loads models that a server runs as configuration says.</summary>
internal static class ConfiguredTritonModels
{
    public static CrossEncoderReranker CrossEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new CrossEncoderOptions();
        return ServedModels.Load(services, Read(section, options, reader => reader.CrossEncoder(options)), options, TritonCrossEncoder.LoadServed);
    }

    public static MultiVectorEncoder MultiVectorEncoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new MultiVectorEncoderOptions();
        return ServedModels.Load(services, Read(section, options, reader => reader.MultiVectorEncoder(options)), options, TritonMultiVectorEncoder.LoadServed);
    }

    private static string Read(IConfigurationSection section, InferenceOptions options, Func<SettingsReader, SettingsReader> own)
    {
        TritonOptions server = options.Server;
        string? model = null;
        SettingsReader reader = ConfiguredModels.Common(section, options, value => model = value)
            .Known(nameof(server.Endpoints), nameof(server.TensorNames))
            .Text(nameof(options.Revision), value => options.Revision = value)
            .Text(nameof(server.ModelName), value => server.ModelName = value)
            .Text(nameof(server.ModelVersion), value => server.ModelVersion = value)
            .Text(nameof(server.BearerToken), value => server.BearerToken = value)
            .Boolean(nameof(server.UseBinaryTensors), value => server.UseBinaryTensors = value)
            .TimeSpan(nameof(server.Timeout), value => server.Timeout = value)
            .Int32(nameof(server.MaxAnswerBytes), value => server.MaxAnswerBytes = value)
            .Int32(nameof(server.MaxBatchSize), value => server.MaxBatchSize = value)
            .Boolean(nameof(server.Balancing), value => server.Balancing = value ? new() : null)
            .TimeSpan(nameof(EndpointBalancingOptions.AttemptTimeout), value => Needed(server.Balancing, nameof(server.Balancing)).AttemptTimeout = value)
            .Boolean(nameof(server.Retry), value => server.Retry = value ? new() : null)
            .Int32(nameof(TransientRetryOptions.MaxRetries), value => Needed(server.Retry, nameof(server.Retry)).MaxRetries = value)
            .Boolean(nameof(server.Hedging), value => server.Hedging = value ? new() : null)
            .Double(nameof(HedgingOptions.MaxExtraLoad), value => Needed(server.Hedging, nameof(server.Hedging)).MaxExtraLoad = value);
        own(reader).RefuseOthers();
        ReadLists(section, server);
        return ConfiguredModels.Required(section, model, "the model's folder");
    }

    private static T Needed<T>(T? options, string key)
        where T : class =>
        options ?? throw new ArgumentException($"it has no meaning while {key} is false.");

    private static void ReadLists(IConfigurationSection section, TritonOptions options)
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
