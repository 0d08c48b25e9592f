using Microsoft.Extensions.Configuration;

namespace RerankKit.LateInteraction;

/// <summary>Reads an embedding reranker from configuration.</summary>
internal static class ConfiguredEmbeddings
{
    public const string Provider = "embeddings";
    private const string GeneratorKey = "Generator";

    public static EmbeddingReranker Create(IServiceProvider services, IConfigurationSection section)
    {
        var options = new EmbeddingRerankerOptions();
        string? store = null;
        var reader = new SettingsReader(section);
        reader
            .Text(nameof(options.QueryPrompt), value => options.QueryPrompt = value)
            .Text(nameof(options.DocumentPrompt), value => options.DocumentPrompt = value)
            .Int32(nameof(options.Dimension), value => options.Dimension = value)
            .Text(nameof(options.Revision), value => options.Revision = value)
            .Int64(nameof(options.MemoryCacheBytes), value => options.MemoryCacheBytes = value)
            .Text(nameof(options.Store), value => store = value);
        IConfigurationSection blend = reader.Section(nameof(options.Blend));
        if (blend.Exists())
        {
            var blending = new SettingsReader(blend);
            options.Blend = new();
            ((IConfiguredOptions)options.Blend).Read(blending);
            blending.RefuseOthers();
        }

        // A section describes a generator of the reranker's own; a name, or nothing, means one of the container's.
        IConfigurationSection generator = reader.Section(GeneratorKey);
        reader.RefuseOthers();
        if (generator.GetChildren().Any())
        {
            return EmbeddingServices.Create(services, store, provider => ConfiguredEncoders.CreateGenerator(provider, generator), options);
        }

        options.LeaveGeneratorOpen = true;
        return EmbeddingServices.Create(services, store, provider => EmbeddingServices.Generator(provider, generator.Value), options);
    }
}
