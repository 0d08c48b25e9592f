using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.LateInteraction;

/// <summary>Makes the encoders and embedding generators that a configuration section describes: <c>Provider</c> and <c>Options</c>.</summary>
internal static class ConfiguredEncoders
{
    private const string ProviderKey = "Provider";
    private const string OptionsKey = "Options";

    public static IMultiVectorEncoder Create(IServiceProvider services, IConfigurationSection section) => Create(
        services,
        section,
        services.GetServices<MultiVectorEncoderProvider>().Select(provider => (provider.Name, provider.Create)),
        "the encoder, for example static",
        "RerankKit.Onnx makes onnx and static known by services.AddOnnxRerankers(), RerankKit.Triton triton by services.AddTritonRerankers(), RerankKit.Remote tei by services.AddRemoteRerankers().");

    public static IEmbeddingGenerator<string, Embedding<float>> CreateGenerator(IServiceProvider services, IConfigurationSection section) => Create(
        services,
        section,
        services.GetServices<EmbeddingGeneratorProvider>().Select(provider => (provider.Name, provider.Create)),
        "the embedding generator, for example onnx",
        "RerankKit.Onnx makes onnx known by services.AddOnnxRerankers(); one of the application's own is registered as a service, and Generator is its key.");

    private static T Create<T>(
        IServiceProvider services,
        IConfigurationSection section,
        IEnumerable<(string Name, Func<IServiceProvider, IConfigurationSection, T> Create)> providers,
        string what,
        string remedy)
        where T : class
    {
        string name = "";
        new SettingsReader(section).RequiredText(ProviderKey, $"the provider of {what}", value => name = value).Known(OptionsKey).RefuseOthers();
        (string Name, Func<IServiceProvider, IConfigurationSection, T> Create)[] known = [.. providers];
        int found = Array.FindLastIndex(known, candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? known[found].Create(services, section.GetSection(OptionsKey)) : throw new InvalidOperationException(
            $"The configuration key '{section.GetSection(ProviderKey).Path}' is '{name}', which no package has registered. Known are "
            + $"{string.Join(", ", known.Select(candidate => candidate.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}. {remedy}");
    }
}
