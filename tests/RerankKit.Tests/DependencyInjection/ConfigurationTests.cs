using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RerankKit.Conformance;

namespace RerankKit.Tests.DependencyInjection;

public class ConfigurationTests
{
    [Test]
    public async Task ASectionDescribesAPipelineAndNamedRerankers()
    {
        using ServiceProvider provider = Build("""
            {
              "Provider": "cascade",
              "Options": { "Stages": [ { "Reranker": "small", "Keep": 3 }, { "Reranker": "large" } ] },
              "Pipeline": [ "ShortCircuit", { "Use": "CandidateCap", "MaxCandidates": 2 } ],
              "Rerankers": {
                "small": { "Provider": "lexical", "Options": { "K1": 0.9, "B": 0.4, "FoldAccents": false } },
                "large": { "Provider": "Lexical" }
              }
            }
            """);

        IReranker reranker = provider.GetRequiredService<IReranker>();
        RerankResponse response = await reranker.RerankAsync("signing key", ["signing key", "a", "b"]);

        Assert.That(reranker, Is.InstanceOf<ShortCircuitReranker>());
        Assert.That(reranker.GetService<CascadeReranker>(), Is.Not.Null);
        Assert.That(response.Stages.Select(stage => stage.Name), Does.Contain("candidate-cap"));
        Assert.That(provider.GetRequiredKeyedService<IReranker>("large").GetService<LexicalReranker>(), Is.Not.Null);
    }

    [Test]
    public void ConfiguredRerankersAreValidatedWhenTheApplicationStarts()
    {
        using ServiceProvider good = Build("""{ "Provider": "lexical" }""");
        Assert.That(good.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);

        using ServiceProvider bad = Build("""{ "Rerankers": { "x": { "Provider": "cohere" } } }""");
        Assert.That(
            bad.GetRequiredService<IStartupValidator>().Validate,
            Throws.InvalidOperationException.With.Message.Contains("'Reranking:Rerankers:x:Provider' is 'cohere'").And.Message.Contains("cascade, chat-client, lexical, router. "));
    }

    [TestCase("late-interaction", "RerankKit.LateInteraction late-interaction by services.AddLateInteractionRerankers()")]
    [TestCase("cross-encoder", "RerankKit.Onnx cross-encoder and decoder by services.AddOnnxRerankers()")]
    [TestCase("triton", "RerankKit.Triton triton by services.AddTritonRerankers()")]
    public void AProviderOfAnotherPackageIsSaidToBeThere(string provider, string message)
    {
        using ServiceProvider bad = Build($$"""{ "Provider": "{{provider}}" }""");
        Assert.That(bad.GetRequiredService<IStartupValidator>().Validate, Throws.InvalidOperationException.With.Message.Contains(message));
    }

    [Test]
    public void AProviderOfTheApplicationsOwnIsFoundByName()
    {
        var services = new ServiceCollection();
        services.AddRerankerProvider("mine", (_, options) => new StubReranker { Metadata = new("mine") { DefaultModelId = options["Model"] } });
        services.AddReranking(Section("""{ "Provider": "Mine", "Options": { "Model": "m1" } }"""));
        using ServiceProvider provider = services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IReranker>().GetService<RerankerMetadata>()?.DefaultModelId, Is.EqualTo("m1"));
    }

    [Test]
    public async Task EveryDecoratorCanBeConfigured()
    {
        using ServiceProvider provider = Build("""
            {
              "Provider": "lexical",
              "Pipeline": [
                { "Use": "OpenTelemetry", "EnableSensitiveData": false },
                { "Use": "Logging", "MaxResults": 3 },
                { "Use": "Fallback", "AttemptTimeout": "00:00:05", "FailureRatio": 0.9, "MinimumThroughput": 5 },
                "ShortCircuit",
                { "Use": "Conversation", "MaxTurns": 2, "TimeToLive": "00:05:00", "MinQueryOverlap": 0.3, "MaxEntries": 1000 },
                { "Use": "CandidateCap", "MaxCandidates": 10 },
                { "Use": "ScoreGapGate", "Mode": "ZScore", "Threshold": 9, "Rank": 3, "ShadowRate": 0.5, "ShadowDepth": 2 },
                { "Use": "Diversity", "Lambda": 0.9, "Depth": 2 },
                { "Use": "scorecutoff", "MinScore": -1, "ScoreKind": "Fused", "MinResults": 1 },
                { "Use": "Blend", "Weight": 0.5, "Normalization": "Rank" },
                { "Use": "DocumentContext", "Template": "{title}, {section}", "BelowTokens": 40, "MaxContextTokens": 20 },
                { "Use": "Cache", "TimeToLive": "00:10:00", "MaxEntries": 10, "Scope": "s", "UseDistributedCache": false },
                { "Use": "UsageBudget", "MaxUnits": 1000, "Period": "1.00:00:00", "Meter": "Calls", "Price": 0.001 },
                { "Use": "TimeBudget", "Budget": "00:01:00", "ChunkSize": 4 }
              ]
            }
            """);

        RerankResponse response = await provider.GetRequiredService<IReranker>().RerankAsync("a b", ["a", "b", "a b"]);

        Assert.That(
            response.Stages.Select(stage => stage.Name),
            Is.EqualTo(new[] { "score-gap-gate", "diversity", "score-cutoff", "blend", "document-context", "cache", "lexical" }).AsCollection,
            "budgets, caps and fallbacks that decide nothing leave no trace");
    }

    [Test]
    public void TheStandardPipelineIsConfiguredByItsStages()
    {
        using ServiceProvider provider = Build("""
            {
              "Provider": "lexical",
              "StandardPipeline": {
                "MaxCandidates": 7, "TimeBudget": "00:00:30", "ShortCircuit": false, "Cache": false, "Fallback": true,
                "Conversation": true, "ScoreGapGate": { "Threshold": 0.9 }, "Blend": { "Weight": 0.2 }, "DocumentContext": { "Template": "{title}" }, "UsageBudget": { "MaxCost": 5, "Meter": "Tokens", "Price": 2.5 }
              }
            }
            """);
        IReranker reranker = provider.GetRequiredService<IReranker>();
        Assert.That(reranker.GetService<CandidateCapReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<ConversationReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<ScoreGapGateReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<BlendReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<DocumentContextReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<UsageBudgetReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<FallbackReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<TimeBudgetReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<CachingReranker>(), Is.Null);
        Assert.That(reranker.GetService<ShortCircuitReranker>(), Is.Null);
    }

    [TestCase("""{ "Provider": "lexical", "Pipeline": [ "ShortCircuit" ], "StandardPipeline": { "MaxCandidates": 3 } }""", "both 'Reranking:Pipeline' and 'Reranking:StandardPipeline'")]
    [TestCase("""{ "Provider": "lexical", "StandardPipeline": { "MaxCandidate": 3 } }""", "'Reranking:StandardPipeline:MaxCandidate' is not known")]
    [TestCase("""{ "Provider": "lexical", "StandardPipeline": { "Cache": "often" } }""", "'Reranking:StandardPipeline:Cache' is 'often'; allowed is true or false")]
    [TestCase("""{ "Provider": "lexical", "StandardPipeline": { "Cache": { "TimeToLife": "1:00" } } }""", "'Reranking:StandardPipeline:Cache:TimeToLife' is not known")]
    [TestCase("""{ "Provider": "lexical", "StandardPipeline": { "Conversation": { "Turns": 3 } } }""", "'Reranking:StandardPipeline:Conversation:Turns' is not known")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "Conversation", "MinQueryOverlap": 2 } ] }""", "'Reranking:Pipeline:0:MinQueryOverlap' is '2'")]
    [TestCase("""{ "Provider": "lexical", "StandardPipeline": { "TimeBudget": "-00:00:01" } }""", "'Reranking:StandardPipeline:TimeBudget' is '-00:00:01'")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "UsageBudget", "MaxCost": 5 } ] }""", "'Reranking:Pipeline:0:MaxCost' is '5': nothing has a price")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "UsageBudget", "MaxCost": 5, "Meter": "Tokens" } ] }""", "'Reranking:Pipeline:0:MaxCost' is '5': nothing has a price")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "UsageBudget", "MaxCost": 5, "Meter": "Cost", "Price": 1 } ] }""", "'Reranking:Pipeline:0:Price' is '1'")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "UsageBudget", "MaxUnits": 5, "Meter": "Count" } ] }""", "'Reranking:Pipeline:0:Meter' is 'Count': set Count")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "DocumentContext", "Template": "{title" } ] }""", "'Reranking:Pipeline:0:Template' is '{title': The template")]
    [TestCase("""{ "Provider": "lexical", "StandardPipeline": { "DocumentContext": { "BelowTokens": 0, "Template": "{title}" } } }""", "'Reranking:StandardPipeline:DocumentContext:BelowTokens' is '0'")]
    [TestCase("""{ "Provider": "lexical", "Pipelin": [] }""", "'Reranking:Pipelin' is not known")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "MaxCandidates": 5 } ] }""", "'Reranking:Pipeline:0:Use' is missing")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ "Boost" ] }""", "'Reranking:Pipeline:0:Field' is missing. Set it to the field that has a candidate's factor")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "RecencyBoost", "HalfLife": "30d" } ] }""", "'Reranking:Pipeline:0:Field' is missing")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "Shadow", "SampleRate": 1 } ] }""", "'Reranking:Pipeline:0:Challenger' is missing")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "Fallback", "Alternatives": "lexical" } ] }""", "'Reranking:Pipeline:0:Alternatives' is 'lexical'; allowed is a list of texts")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "CandidateCap", "MaxCandidates": 0 } ] }""", "'Reranking:Pipeline:0:MaxCandidates' is '0'")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "CandidateCap", "MaxCandidates": "many" } ] }""", "'Reranking:Pipeline:0:MaxCandidates' is 'many'; allowed is a whole number")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "CandidateCap", "Max": 5 } ] }""", "'Reranking:Pipeline:0:Max' is not known")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "ScoreGapGate", "Mode": "Wide" } ] }""", "allowed is one of Relative, Absolute, ZScore")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "ScoreGapGate", "Mode": "1" } ] }""", "'Reranking:Pipeline:0:Mode' is '1'")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "ScoreCutoff", "KeepUnscored": "perhaps" } ] }""", "allowed is true or false")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "CandidateCap", "MaxCandidates": { "Value": 3 } } ] }""", "is a section")]
    [TestCase("""{ }""", "'Reranking:Provider'")]
    [TestCase("""{ "Rerankers": { "x": { "Options": { } } } }""", "'Reranking:Rerankers:x:Provider' is missing")]
    [TestCase("""{ "Rerankers": { "x": { "Provider": "lexical" } }, "Pipeline": [ "ShortCircuit" ] }""", "'Reranking:Pipeline' is not known")]
    public void AWrongKeyIsNamedWhenItIsRegistered(string json, string message) =>
        Assert.That(() => Build(json), Throws.InvalidOperationException.With.Message.Contains(message));

    [TestCase("""{ "Provider": "lexical", "Options": { "K1": -1 } }""", "'Reranking:Options:K1' is '-1'")]
    [TestCase("""{ "Provider": "lexical", "Options": { "Bee": 1 } }""", "'Reranking:Options:Bee' is not known")]
    [TestCase("""{ "Provider": "cascade", "Options": { } }""", "'Reranking:Options:Stages' has no stage")]
    [TestCase("""{ "Provider": "router", "Options": { "Otherwise": "x" } }""", "'Reranking:Options:Routes' has no route")]
    [TestCase("""{ "Provider": "router", "Options": { "Routes": [ { "Name": "a", "Reranker": "x", "MinCandidates": 3 } ] } }""", "'Reranking:Options:Otherwise' is missing")]
    [TestCase("""{ "Provider": "router", "Options": { "Routes": [ { "Name": "a", "Reranker": "x" } ], "Otherwise": "x" } }""", "'Reranking:Options:Routes:0' has no condition")]
    [TestCase("""{ "Provider": "router", "Options": { "Routes": [ { "Name": "a", "Scope": "s", "Reranker": "x" } ], "Otherwise": "x" } }""", "the router asks for the reranker 'x', which is not registered")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ "CandidateCup" ] }""", "'Reranking:Pipeline:0' is 'CandidateCup', which no package has registered. Known are Blend, Boost, Cache, Calibration, CandidateCap")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "Fallback", "Alternatives": [ "x" ] } ] }""", "the fallback asks for the reranker 'x', which is not registered")]
    [TestCase("""{ "Provider": "lexical", "Pipeline": [ { "Use": "Shadow", "Challenger": "x" } ] }""", "the shadow asks for the reranker 'x', which is not registered")]
    [TestCase("""{ "Provider": "cascade", "Options": { "Stages": [ { "Keep": 3 } ] } }""", "'Reranking:Options:Stages:0:Reranker' is missing")]
    [TestCase("""{ "Provider": "cascade", "Options": { "Stages": [ { "Reranker": "x", "Keep": 0 } ] } }""", "'Reranking:Options:Stages:0:Keep' is 0")]
    public void AWrongOptionIsNamedWhenTheRerankerIsMade(string json, string message)
    {
        using ServiceProvider provider = Build(json);
        Assert.That(provider.GetRequiredService<IReranker>, Throws.InvalidOperationException.With.Message.Contains(message));
    }

    private static ServiceProvider Build(string json) =>
        new ServiceCollection().AddReranking(Section(json)).BuildServiceProvider();

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Reranking": {{json}} }""")))
            .Build()
            .GetSection("Reranking");
}
