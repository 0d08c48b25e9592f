using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>Reads the decorators of a pipeline: a list under <c>Pipeline</c>, the first outermost, or the keys of <c>StandardPipeline</c>.</summary>
internal static class ConfiguredPipeline
{
    public const string Key = "Pipeline";
    public const string StandardKey = "StandardPipeline";
    private const string UseKey = "Use";

    private static readonly Dictionary<string, Action<RerankerBuilder, SettingsReader>> Decorators = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CandidateCap"] = UseCandidateCap,
        ["ShortCircuit"] = (builder, reader) => Finish(reader, () => builder.UseShortCircuit()),
        ["ScoreGapGate"] = UseScoreGapGate,
        ["ScoreCutoff"] = UseScoreCutoff,
    };

    public static void Apply(RerankerBuilder builder, IConfiguration section)
    {
        IConfigurationSection list = section.GetSection(Key);
        foreach (IConfigurationSection step in list.GetChildren())
        {
            string? name = step.Value;
            var reader = new SettingsReader(step);
            if (name is null)
            {
                reader.Text(UseKey, value => name = value);
            }

            if (name is null || !Decorators.TryGetValue(name, out Action<RerankerBuilder, SettingsReader>? use))
            {
                throw new InvalidOperationException(
                    $"The configuration key '{step.Path}:{UseKey}' is '{name}'; allowed is one of {string.Join(", ", Decorators.Keys.Order(StringComparer.Ordinal))}.");
            }

            use(builder, reader);
        }
    }

    private static void UseCandidateCap(RerankerBuilder builder, SettingsReader reader)
    {
        int max = 50;
        reader.Int32("MaxCandidates", value => max = value >= 1 ? value : throw Throw.OutOfRange(value, "1 or more", "MaxCandidates"));
        Finish(reader, () => builder.UseCandidateCap(max));
    }

    private static void UseScoreGapGate(RerankerBuilder builder, SettingsReader reader)
    {
        var options = new ScoreGapGateOptions();
        Read(reader, options);
        Finish(reader, () => builder.Use((inner, services) => new ScoreGapGateReranker(inner, options, services.GetTimeProvider())));
    }

    private static void UseScoreCutoff(RerankerBuilder builder, SettingsReader reader)
    {
        var options = new ScoreCutoffOptions();
        reader
            .Double(nameof(options.MinScore), value => options.MinScore = value)
            .Enum<RerankScoreKind>(nameof(options.ScoreKind), value => options.ScoreKind = value)
            .Int32(nameof(options.MinResults), value => options.MinResults = value)
            .Boolean(nameof(options.KeepUnscored), value => options.KeepUnscored = value);
        Finish(reader, () => builder.UseScoreCutoff(options));
    }

    private static void Read(SettingsReader reader, ScoreGapGateOptions options) =>
        reader
            .Enum<ScoreGapMode>(nameof(options.Mode), value => options.Mode = value)
            .Double(nameof(options.Threshold), value => options.Threshold = value)
            .Int32(nameof(options.Rank), value => options.Rank = value)
            .Double(nameof(options.ShadowRate), value => options.ShadowRate = value)
            .Int32(nameof(options.ShadowDepth), value => options.ShadowDepth = value);

    private static void Finish(SettingsReader reader, Action use)
    {
        reader.Known(UseKey).RefuseOthers();
        use();
    }
}
