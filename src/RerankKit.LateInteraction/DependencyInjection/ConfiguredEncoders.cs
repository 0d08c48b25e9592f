using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.LateInteraction;

/// <summary>Makes the encoders that a configuration section describes.</summary>
internal static class ConfiguredEncoders
{
    private const string ProviderKey = "Provider";
    private const string OptionsKey = "Options";

    public static IMultiVectorEncoder Create(IServiceProvider services, IConfigurationSection section)
    {
        string name = "";
        new SettingsReader(section).Text(ProviderKey, value => name = value).Known(OptionsKey).RefuseOthers();
        string path = section.GetSection(ProviderKey).Path;
        if (name.Length == 0)
        {
            throw new InvalidOperationException($"The configuration key '{path}' is missing. Set it to the provider of the encoder, for example static.");
        }

        MultiVectorEncoderProvider[] providers = [.. services.GetServices<MultiVectorEncoderProvider>()];
        MultiVectorEncoderProvider found = Array.FindLast(providers, candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"The configuration key '{path}' is '{name}', which no package has registered. Known are "
                + $"{string.Join(", ", providers.Select(candidate => candidate.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}. "
                + "RerankKit.Onnx makes onnx and static known by services.AddOnnxRerankers(), RerankKit.Triton triton by services.AddTritonRerankers(), RerankKit.Remote tei by services.AddRemoteRerankers().");
        return found.Create(services, section.GetSection(OptionsKey));
    }
}
