using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>Reads the decorators of a pipeline: a list under <c>Pipeline</c>, the first outermost, or the keys of <c>StandardPipeline</c>.</summary>
internal static class ConfiguredPipeline
{
    public const string Key = "Pipeline";
    public const string StandardKey = "StandardPipeline";
    private const string UseKey = "Use";

    public static void Apply(IServiceCollection services, RerankerBuilder pipeline, IConfiguration section)
    {
        IConfigurationSection list = section.GetSection(Key);
        IConfigurationSection standard = section.GetSection(StandardKey);
        if (standard.Exists())
        {
            if (list.Exists())
            {
                throw new InvalidOperationException($"The configuration has both '{list.Path}' and '{standard.Path}'; keep one of them.");
            }

            var options = new StandardPipelineOptions();
            var settings = new SettingsReader(standard);
            ((IConfiguredOptions)options).Read(settings);
            settings.RefuseOthers();
            pipeline.UseStandardPipeline(options);
            return;
        }

        foreach (IConfigurationSection step in list.GetChildren())
        {
            Use(services, pipeline, step);
        }
    }

    // What is registered already is read at once, so that its mistakes are found at once; another package may register after this.
    private static void Use(IServiceCollection services, RerankerBuilder pipeline, IConfigurationSection step)
    {
        string name = step.Value ?? step[UseKey] ?? "";
        if (name.Length == 0)
        {
            throw new InvalidOperationException($"The configuration key '{step.Path}:{UseKey}' is missing. Set it to the name of a decorator, for example Cache.");
        }

        RerankerDecorator? known = Find(services.Select(descriptor => descriptor.IsKeyedService ? null : descriptor.ImplementationInstance as RerankerDecorator), name);
        if (known is not null)
        {
            Use(known, pipeline, step);
            return;
        }

        pipeline.Use((inner, provider) =>
        {
            RerankerDecorator[] all = [.. provider.GetServices<RerankerDecorator>()];
            RerankerDecorator found = Find(all, name) ?? throw new InvalidOperationException(
                $"The configuration key '{(step.Value is null ? $"{step.Path}:{UseKey}" : step.Path)}' is '{name}', which no package has registered. Known are "
                + $"{string.Join(", ", all.Select(decorator => decorator.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))}.");
            var nested = new RerankerBuilder(inner) { BuildsSeveral = pipeline.BuildsSeveral };
            Use(found, nested, step);
            return nested.Decorate(inner, provider);
        });
    }

    private static RerankerDecorator? Find(IEnumerable<RerankerDecorator?> decorators, string name) =>
        decorators.LastOrDefault(decorator => string.Equals(decorator?.Name, name, StringComparison.OrdinalIgnoreCase));

    private static void Use(RerankerDecorator decorator, RerankerBuilder pipeline, IConfigurationSection step)
    {
        SettingsReader settings = new SettingsReader(step).Known(UseKey);
        decorator.Use(pipeline, settings);
        settings.RefuseOthers();
    }
}
