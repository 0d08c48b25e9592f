using Microsoft.Extensions.Configuration;

namespace RerankKit.Remote;

/// <summary>Reads the options of remote rerankers, encoders and chat clients from configuration.</summary>
internal static class ConfiguredRemotes
{
    public static HttpReranker Create(IServiceProvider services, IConfigurationSection section, RemoteRerankerOptions options)
    {
        SettingsReader reader = Common(section, options)
            .Text("Model", value => options.ModelId = value)
            .Int32(nameof(options.MaxConcurrency), value => options.MaxConcurrency = value)
            .Int32(nameof(options.MaxCandidatesPerRequest), value => options.MaxCandidatesPerRequest = value)
            .Enum<RerankScoreKind>(nameof(options.ScoreKind), value => options.ScoreKind = value)
            .Boolean(nameof(options.ApplySigmoid), value => options.ApplySigmoid = value)
            .Known(nameof(options.Price), nameof(options.ExtraBody));
        Set(section.GetSection(nameof(options.ExtraBody)), value => options.ExtraBody = value);
        ReadPrice(section.GetSection(nameof(options.Price)), options);
        options.Configure(reader);
        reader.RefuseOthers();
        return RemoteRegistration.Create(services, options, section.Path);
    }

    public static TextEmbeddingsInferenceEncoder Encoder(IServiceProvider services, IConfigurationSection section)
    {
        var options = new TextEmbeddingsInferenceEncoderOptions();
        Common(section, options)
            .Text("Model", value => options.ModelId = value)
            .Int32(nameof(options.Dimension), value => options.Dimension = value)
            .Text(nameof(options.Revision), value => options.Revision = value)
            .Text(nameof(options.QueryPrefix), value => options.QueryPrefix = value)
            .Text(nameof(options.DocumentPrefix), value => options.DocumentPrefix = value)
            .Boolean(nameof(options.Normalize), value => options.Normalize = value)
            .Boolean(nameof(options.Truncate), value => options.Truncate = value)
            .Int32(nameof(options.MaxConcurrency), value => options.MaxConcurrency = value)
            .Int32(nameof(options.MaxTextsPerRequest), value => options.MaxTextsPerRequest = value)
            .RefuseOthers();
        return RemoteRegistration.Create(services, options, section.Path);
    }

    public static OpenAICompatibleChatClientOptions ChatClient(IConfigurationSection section)
    {
        var options = new OpenAICompatibleChatClientOptions();
        SettingsReader reader = Common(section, options)
            .Text("Model", value => options.ModelId = value)
            .Boolean(nameof(options.UseMaxCompletionTokens), value => options.UseMaxCompletionTokens = value)
            .Boolean(nameof(options.UsePlainCompletions), value => options.UsePlainCompletions = value)
            .Enum<ChatThinking>(nameof(options.Thinking), value => options.Thinking = value)
            .Known(nameof(options.ExtraBody));
        Set(section.GetSection(nameof(options.ExtraBody)), value => options.ExtraBody = value);
        reader.RefuseOthers();
        return options;
    }

    private static SettingsReader Common(IConfigurationSection section, RemoteServiceOptions options)
    {
        SettingsReader reader = new SettingsReader(section)
            .Text(nameof(options.Endpoint), value => options.Endpoint = Address(value))
            .Text(nameof(options.ApiKeyVariable), value => options.ApiKeyVariable = value)
            .TimeSpan(nameof(options.Timeout), value => options.Timeout = value)
            .Int32(nameof(options.MaxResponseBytes), value => options.MaxResponseBytes = value)
            .Text(nameof(options.HttpClientName), value => options.HttpClientName = value)
            .Known(nameof(options.ApiKey), nameof(options.Headers), nameof(options.Retry));

        // Not through the reader: its messages quote the value.
        Set(section.GetSection(nameof(options.ApiKey)), value => options.ApiKey = value);
        ReadHeaders(section.GetSection(nameof(options.Headers)), options.Headers);
        options.Retry = ReadRetry(section.GetSection(nameof(options.Retry)), options.Retry);
        return reader;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri : throw new ArgumentException("not an absolute http or https address.");

    private static void ReadHeaders(IConfigurationSection section, IDictionary<string, string> headers)
    {
        foreach (IConfigurationSection header in section.GetChildren())
        {
            Set(header, value => headers[header.Key] = value);
        }
    }

    /// <summary>Sets what may be secret: what is wrong with it is said without quoting it.</summary>
    private static void Set(IConfigurationSection setting, Action<string> set)
    {
        if (setting.Value is not string value)
        {
            return;
        }

        try
        {
            set(value);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"The configuration key '{setting.Path}': {exception.Message}", exception);
        }
    }

    /// <summary>Reads how requests are sent again; null for not at all.</summary>
    private static RemoteRetryOptions? ReadRetry(IConfigurationSection section, RemoteRetryOptions? usual)
    {
        if (!section.GetChildren().Any())
        {
            return usual;
        }

        RemoteRetryOptions retry = usual ?? new();
        int retries = retry.MaxRetries;
        new SettingsReader(section)
            .Int32(nameof(retry.MaxRetries), value => retries = value)
            .TimeSpan(nameof(retry.Delay), value => retry.Delay = value)
            .TimeSpan(nameof(retry.MaxDelay), value => retry.MaxDelay = value)
            .RefuseOthers();
        if (retries == 0)
        {
            return null;
        }

        retry.MaxRetries = retries;
        return retry;
    }

    private static void ReadPrice(IConfigurationSection section, RemoteRerankerOptions options)
    {
        if (!section.GetChildren().Any())
        {
            return;
        }

        RemotePrice price = options.Price ??= new();
        new SettingsReader(section)
            .Decimal(nameof(price.PerRequest), value => price.PerRequest = value)
            .Decimal(nameof(price.PerMillionTokens), value => price.PerMillionTokens = value)
            .Decimal(nameof(price.PerThousandUnits), value => price.PerThousandUnits = value)
            .RefuseOthers();
    }
}
