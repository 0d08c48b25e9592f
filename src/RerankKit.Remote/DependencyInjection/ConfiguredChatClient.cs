using Microsoft.Extensions.Configuration;

namespace RerankKit.Remote;

/// <summary>Reads the options of a chat client from configuration.</summary>
internal static class ConfiguredChatClient
{
    public static OpenAICompatibleChatClientOptions Read(IConfigurationSection section)
    {
        var options = new OpenAICompatibleChatClientOptions();
        var reader = new SettingsReader(section);
        reader
            .Text(nameof(options.Endpoint), value => options.Endpoint = ConfiguredRemotes.Address(value))
            .Text(nameof(options.ApiKeyVariable), value => options.ApiKeyVariable = value)
            .Text("Model", value => options.ModelId = value)
            .TimeSpan(nameof(options.Timeout), value => options.Timeout = value)
            .Int32(nameof(options.MaxResponseBytes), value => options.MaxResponseBytes = value)
            .Boolean(nameof(options.UseMaxCompletionTokens), value => options.UseMaxCompletionTokens = value)
            .Boolean(nameof(options.UsePlainCompletions), value => options.UsePlainCompletions = value)
            .Enum<ChatThinking>(nameof(options.Thinking), value => options.Thinking = value)
            .Text(nameof(options.HttpClientName), value => options.HttpClientName = value)
            .Known(nameof(options.ApiKey), nameof(options.ExtraBody), nameof(options.Headers), nameof(options.Retry));
        ConfiguredRemotes.Set(section.GetSection(nameof(options.ApiKey)), value => options.ApiKey = value);
        ConfiguredRemotes.Set(section.GetSection(nameof(options.ExtraBody)), value => options.ExtraBody = value);
        ConfiguredRemotes.ReadHeaders(section.GetSection(nameof(options.Headers)), options.Headers);
        options.Retry = ConfiguredRemotes.ReadRetry(section.GetSection(nameof(options.Retry)), options.Retry);
        reader.RefuseOthers();
        return options;
    }
}
