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
        // Configuration calls the model by another name, and has no delegates.
        string? key = option switch
        {
            nameof(RemoteRerankerOptions.ModelId) => "Model",
            nameof(AwsRerankerOptions.Credentials) => null,
            _ => option,
        };
        string?[] places =
        [
            sectionPath is null ? $"the option {option}" : key is null ? null : $"the configuration key '{sectionPath}:{key}'",
            variable is null ? null : $"the environment variable or configuration key {variable}",
        ];
        return new($"The reranker '{provider}' needs {what}. Set {string.Join(", or ", places.Where(static place => place is not null))}.");
    }
}
