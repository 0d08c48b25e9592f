using Microsoft.Extensions.Configuration;

namespace RerankKit.Remote;

/// <summary>What a provider's description is made from beside its options: the environment, configuration, the clock.</summary>
internal sealed class ProviderSetup(TimeProvider timeProvider, IConfiguration? configuration = null, string? sectionPath = null)
{
    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>A secret from the options, else from the environment, else from the application's configuration (user secrets are part of it).</summary>
    public string? Find(string? given, string variable)
    {
        if (given is not null)
        {
            return given;
        }

        string? found = Environment.GetEnvironmentVariable(variable);
        found = string.IsNullOrWhiteSpace(found) ? configuration?[variable] : found;
        return string.IsNullOrWhiteSpace(found) ? null : SecretText.Check(found.Trim(), variable);
    }

    /// <summary>Says what a provider lacks, and everywhere it could be set.</summary>
    public InvalidOperationException Missing(string provider, string option, string what, string? variable)
    {
        string places = sectionPath is null ? $"the option {option}" : $"the configuration key '{sectionPath}:{option}'";
        return new(variable is null
            ? $"The reranker '{provider}' needs {what}. Set {places}."
            : $"The reranker '{provider}' needs {what}. Set {places}, or the environment variable or configuration key {variable}.");
    }
}
