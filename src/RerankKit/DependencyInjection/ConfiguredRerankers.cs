using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RerankKit;

/// <summary>Registers the rerankers that a configuration section describes.</summary>
internal static class ConfiguredRerankers
{
    private const string ProviderKey = "Provider";
    private const string OptionsKey = "Options";
    private const string RerankersKey = "Rerankers";
    private const string RankingLogKey = "RankingLog";

    private const string OtherPackages =
        "Other packages make theirs known: RerankKit.LateInteraction late-interaction by services.AddLateInteractionRerankers(), "
        + "RerankKit.Onnx cross-encoder and decoder by services.AddOnnxRerankers(), RerankKit.Triton triton by services.AddTritonRerankers(), RerankKit.Remote those of services by services.AddRemoteRerankers().";

    public static void Register(IServiceCollection services, IConfiguration configuration)
    {
        AddCoreProviders(services);
        IConfigurationSection[] named = [.. configuration.GetSection(RerankersKey).GetChildren()];
        if (configuration[ProviderKey] is null && named.Length == 0)
        {
            string path = (configuration as IConfigurationSection)?.Path ?? "";
            throw new InvalidOperationException(
                $"The configuration section '{path}' describes no reranker. Set '{Join(path, ProviderKey)}' (for example to lexical), or name rerankers under '{Join(path, RerankersKey)}'.");
        }

        if (configuration[ProviderKey] is not null)
        {
            RegisterOne(services, configuration, name: null);
        }
        else
        {
            new SettingsReader(configuration).Known(RerankersKey, RankingLogKey).RefuseOthers();
        }

        if (configuration.GetSection(RankingLogKey) is { } log && log.Exists())
        {
            services.AddRankingLog(log);
        }

        foreach (IConfigurationSection section in named)
        {
            RegisterOne(services, section, section.Key);
        }
    }

    private static void RegisterOne(IServiceCollection services, IConfiguration section, string? name)
    {
        string provider = "";
        var reader = new SettingsReader(section);
        reader.RequiredText(ProviderKey, "the provider of the reranker, for example lexical", value => provider = value).Known(OptionsKey, ConfiguredPipeline.Key, ConfiguredPipeline.StandardKey);
        (name is null ? reader.Known(RerankersKey, RankingLogKey) : reader).RefuseOthers();
        string providerPath = section.GetSection(ProviderKey).Path;

        RerankerBuilder pipeline = services.AddReranking(name)
            .AddReranker(serviceProvider => Create(serviceProvider, provider, providerPath, section.GetSection(OptionsKey)));
        ConfiguredPipeline.Apply(services, pipeline, section);

        // A wrong provider or option is found when the application starts, not at the first request.
        StartCheck.Add(services, serviceProvider =>
            _ = name is null ? serviceProvider.GetService<IReranker>() : serviceProvider.GetKeyedService<IReranker>(name));
    }

    private static IReranker Create(IServiceProvider services, string provider, string providerPath, IConfigurationSection options)
    {
        RerankerProvider[] providers = [.. services.GetServices<RerankerProvider>()];
        RerankerProvider found = Array.FindLast(providers, candidate => candidate.Name.Equals(provider, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException(
                $"The configuration key '{providerPath}' is '{provider}', which no package has registered. Known are "
                + $"{string.Join(", ", providers.Select(candidate => candidate.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}. {OtherPackages}");
        return found.Create(services, options);
    }

    private static void AddCoreProviders(IServiceCollection services)
    {
        if (services.Any(descriptor => descriptor.ServiceType == typeof(CoreProvidersMarker)))
        {
            return;
        }

        services.TryAddSingleton<CoreProvidersMarker>();
        ConfiguredDecorators.Register(services);
        services.AddRerankerProvider("lexical", (serviceProvider, section) => new LexicalReranker(ReadLexical(section), serviceProvider.GetTimeProvider()));
        services.AddRerankerProvider("cascade", (serviceProvider, section) => ReadCascade(section).Build(serviceProvider));
        services.AddRerankerProvider("router", ConfiguredRouter.Create);
        services.AddRerankerProvider(ConfiguredChatReranker.Provider, ConfiguredChatReranker.Create);
    }

    private static LexicalRerankerOptions ReadLexical(IConfigurationSection section)
    {
        var options = new LexicalRerankerOptions();
        new SettingsReader(section)
            .Double(nameof(options.K1), value => options.K1 = value)
            .Double(nameof(options.B), value => options.B = value)
            .Boolean(nameof(options.FoldAccents), value => options.FoldAccents = value)
            .Boolean(nameof(options.KeepIdentifiers), value => options.KeepIdentifiers = value)
            .RefuseOthers();
        return options;
    }

    private static CascadeBuilder ReadCascade(IConfigurationSection section)
    {
        var cascade = new CascadeBuilder();
        new SettingsReader(section)
            .Boolean(nameof(cascade.KeepEarlierStagesOnFailure), value => cascade.KeepEarlierStagesOnFailure = value)
            .Known("Stages")
            .RefuseOthers();
        IConfigurationSection stages = section.GetSection("Stages");
        foreach (IConfigurationSection stage in stages.GetChildren())
        {
            string? reranker = null;
            int keep = 20;
            new SettingsReader(stage).Text("Reranker", value => reranker = value).Int32("Keep", value => keep = value).RefuseOthers();
            if (keep < 1)
            {
                throw new InvalidOperationException($"The configuration key '{stage.Path}:Keep' is {keep}; allowed is 1 or more.");
            }

            cascade.AddStage(
                reranker ?? throw new InvalidOperationException($"The configuration key '{stage.Path}:Reranker' is missing. Set it to a name under {RerankersKey}."),
                keep);
        }

        return stages.GetChildren().Any()
            ? cascade
            : throw new InvalidOperationException($"The configuration key '{stages.Path}' has no stage. Give it at least one, for example [{{ \"Reranker\": \"name\" }}].");
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";

    private sealed class CoreProvidersMarker;
}
