using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.Tests.DependencyInjection;

public class ConfiguredTimeTests
{
    private static readonly string[] Limits =
    [
        "StandardPipeline:TimeBudget",
        "StandardPipeline:Fallback:AttemptTimeout",
        "StandardPipeline:Fallback:SamplingDuration",
        "StandardPipeline:Fallback:BreakDuration",
        "StandardPipeline:Cache:DistributedTimeout",
        "StandardPipeline:Cache:DistributedPause",
        "Pipeline:0(TimeBudget):Budget",
        "Pipeline:0(Fallback):AttemptTimeout",
    ];

    private static readonly string[] Lifetimes =
    [
        "StandardPipeline:Cache:TimeToLive",
        "StandardPipeline:Cache:MemoryTimeToLive",
        "StandardPipeline:UsageBudget:Period",
    ];

    private static IEnumerable<string> All => Limits.Concat(Lifetimes);

    [TestCase("00:00:00.120", 120)]
    [TestCase("120ms", 120)]
    [TestCase("120 MS", 120)]
    [TestCase("0.5s", 500)]
    [TestCase("2m", 120_000)]
    [TestCase("1h", 3_600_000)]
    [TestCase("1d", 86_400_000)]
    [TestCase("1.00:00:00", 86_400_000)]
    public void TimesAreReadInBothSpellings(string text, double milliseconds)
    {
        var options = new StandardPipelineOptions();
        ((IConfiguredOptions)options).Read(new(Section("StandardPipeline:TimeBudget", text).GetSection("StandardPipeline")));
        Assert.That(options.TimeBudget, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Test]
    public void APlainNumberIsRefusedWithTheSpellingsThatWork(
        [ValueSource(nameof(All))] string key, [Values("120", "1", "24:00:00", "1:30", "120 seconds", "ms", "1e3ms", "36:00:00", "00:00:60", "soon")] string text) =>
        Assert.That(
            () => new ServiceCollection().AddReranking(Section(key, text)),
            Throws.InvalidOperationException.With.Message.Contains($"'{PathOf(key)}' is '{text}'; allowed is a time such as \"00:00:00.120\" or \"120ms\""));

    [Test]
    public void NobodyWaitsLongerThanADay([ValueSource(nameof(Limits))] string key, [Values("25h", "120.00:00:00", "1.00:00:00.001", "90000000s")] string text) =>
        Assert.That(
            () => new ServiceCollection().AddReranking(Section(key, text)),
            Throws.InvalidOperationException.With.Message.Contains($"'{PathOf(key)}' is '{text}'; allowed").And.Message.Contains("up to 1 day"));

    [Test]
    public void WhatIsKeptOrCountedMayBeDays([ValueSource(nameof(Lifetimes))] string key, [Values("30d", "7.00:00:00")] string text) =>
        Assert.That(() => new ServiceCollection().AddReranking(Section(key, text)), Throws.Nothing);

    [TestCase("-5s")]
    [TestCase("-00:00:05")]
    [TestCase("0ms")]
    public void ATimeThatTheOptionRefusesIsNamed(string text) =>
        Assert.That(
            () => new ServiceCollection().AddReranking(Section("StandardPipeline:TimeBudget", text)),
            Throws.InvalidOperationException.With.Message.Contains($"'Reranking:StandardPipeline:TimeBudget' is '{text}': TimeBudget is"));

    [Test]
    public void OptionsInCodeHoldTheSameLimits()
    {
        string[] longer = [];
        foreach (PropertyInfo property in new[] { typeof(IReranker).Assembly, typeof(LexicalReranker).Assembly }.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetConstructor([]) is not null)
            .SelectMany(type => type.GetProperties())
            .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(TimeSpan)))
        {
            object options = Activator.CreateInstance(property.DeclaringType!)!;
            try
            {
                property.SetValue(options, TimeSpan.FromDays(2));
                longer = [.. longer, $"{property.DeclaringType!.Name}.{property.Name}"];
            }
            catch (TargetInvocationException exception)
            {
                Assert.That(exception.InnerException, Is.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1 day"), property.Name);
            }
        }

        // What is kept, counted or aged; and a budget that a program computes for one call, for which a long one is none.
        Assert.That(longer, Is.EquivalentTo(new[]
        {
            "RerankCacheOptions.TimeToLive", "RerankCacheOptions.MemoryTimeToLive", "UsageBudgetOptions.Period", "RecencyBoostOptions.HalfLife", "RerankOptions.TimeBudget",
        }));
    }

    // "Pipeline:0(TimeBudget):Budget" is the key Budget of the first decorator, TimeBudget.
    private static string PathOf(string key) => "Reranking:" + (key.Contains('(', StringComparison.Ordinal) ? $"{key[..key.IndexOf('(', StringComparison.Ordinal)]}{key[(key.IndexOf(')', StringComparison.Ordinal) + 1)..]}" : key);

    private static IConfigurationSection Section(string key, string text)
    {
        var values = new Dictionary<string, string?> { ["Reranking:Provider"] = "lexical", [PathOf(key)] = text };
        if (key.Contains('(', StringComparison.Ordinal))
        {
            values["Reranking:Pipeline:0:Use"] = key.Split('(', ')')[1];
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Reranking");
    }
}
