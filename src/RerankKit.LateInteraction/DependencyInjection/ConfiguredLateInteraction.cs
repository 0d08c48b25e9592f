using Microsoft.Extensions.Configuration;

namespace RerankKit.LateInteraction;

/// <summary>Reads a late-interaction reranker from configuration.</summary>
internal static class ConfiguredLateInteraction
{
    private const string EncoderKey = "Encoder";
    private const string StoreKey = "Store";

    public static LateInteractionReranker Create(IServiceProvider services, IConfigurationSection section)
    {
        var options = new LateInteractionRerankerOptions();
        string? store = null;
        new SettingsReader(section)
            .Text(StoreKey, value => store = value)
            .Boolean(nameof(options.StoreEncoded), value => options.StoreEncoded = value)
            .Enum<MaxSimAggregation>(nameof(options.Aggregation), value => options.Aggregation = value)
            .Enum<TokenVectorPrecision>(nameof(options.Precision), value => options.Precision = value)
            .Int32(nameof(options.MaxDegreeOfParallelism), value => options.MaxDegreeOfParallelism = value)
            .Known(EncoderKey)
            .RefuseOthers();

        // A section describes an encoder of the reranker's own; a name, or nothing, means one of the container's.
        IConfigurationSection encoder = section.GetSection(EncoderKey);
        bool isOwn = encoder.GetChildren().Any();
        options.LeaveEncoderOpen = !isOwn;
        return LateInteractionServices.Create(
            services,
            store,
            provider => isOwn ? ConfiguredEncoders.Create(provider, encoder) : LateInteractionServices.Encoder(provider, encoder.Value),
            options);
    }
}
