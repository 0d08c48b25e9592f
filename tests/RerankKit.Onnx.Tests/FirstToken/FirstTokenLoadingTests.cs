using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests.FirstToken;

/// <summary>When a graph is rewritten, and that the log says it.</summary>
[TestFixture]
public sealed class FirstTokenLoadingTests
{
    private const string Rewritten = "computed for the first token alone";
    private const string AsItIs = "computed for all tokens";
    private static readonly TestModelOptions Bert = TestModelPresets.Tiny(TestArchitecture.Bert);

    [Test]
    public async Task ByDefaultACrossEncoderComputesTheFirstTokenAloneWithTheSameScores()
    {
        RerankCandidate[] candidates = RandomTexts.Candidates(30, maxWords: 60);
        foreach (TestArchitecture architecture in (TestArchitecture[])[TestArchitecture.Bert, TestArchitecture.XlmRoberta, TestArchitecture.DebertaV2, TestArchitecture.ModernBert])
        {
            var log = new RecordingLogger(LogLevel.Information);
            var wholeLog = new RecordingLogger(LogLevel.Information);
            string folder = SharedModels.Of(architecture).FullName;
            using var first = CrossEncoderReranker.Load(folder, new() { Engine = ModelEngine.OnnxRuntime }, log);
            using var whole = CrossEncoderReranker.Load(folder, new() { Session = { FirstTokenOnly = false } }, wholeLog);

            RerankResponse actual = await first.RerankAsync(RandomTexts.Query, candidates);
            RerankResponse expected = await whole.RerankAsync(RandomTexts.Query, candidates);

            Assert.That(log.Messages, Has.Some.Contains(Rewritten));
            Assert.That(wholeLog.Messages, Has.None.Contains(Rewritten).And.None.Contains(AsItIs));
            Assert.That(actual.Results.Select(result => result.Index), Is.EqualTo(expected.Results.Select(result => result.Index)));
            foreach ((RerankResult result, RerankResult other) in actual.Results.Zip(expected.Results))
            {
                Assert.That(result.RawScore, Is.EqualTo(other.RawScore).Within(1e-5 * Math.Max(1, Math.Abs(other.RawScore!.Value))));
            }
        }
    }

    [Test]
    public async Task ASinglePairOnAllCoresIsComputedFromTheSameGraph()
    {
        using var first = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Session = { SinglePairThreads = 2 } });
        using var whole = CrossEncoderReranker.Load(SharedModels.Of(Bert).FullName, new() { Session = { SinglePairThreads = 2, FirstTokenOnly = false } });
        RerankCandidate[] one = RandomTexts.Candidates(1, maxWords: 60);

        double? score = (await first.RerankAsync(RandomTexts.Query, one)).Results[0].RawScore;

        Assert.That(score, Is.EqualTo((await whole.RerankAsync(RandomTexts.Query, one)).Results[0].RawScore).Within(1e-5));
    }

    [Test]
    public void ASessionOfTheApplicationIsItsOwnAndOtherProvidersHaveTheGraphAsItIs()
    {
        string folder = SharedModels.Of(Bert).FullName;
        var log = new RecordingLogger(LogLevel.Information);
        using var session = new InferenceSession(Path.Combine(folder, Bert.FileName));
        CrossEncoderReranker.Load(folder, new() { Session = { InferenceSession = session } }, log).Dispose();
        CrossEncoderReranker.Load(folder, new() { Session = { ExecutionProviders = { OnnxExecutionProvider.Cpu() } } }, log).Dispose();

        Assert.That(log.Messages, Has.None.Contains(Rewritten).And.None.Contains(AsItIs));
    }

    [Test]
    public void TheLogSaysWhyAGraphIsRunAsItIs()
    {
        var log = new RecordingLogger(LogLevel.Information);
        string folder = SharedModels.Of(Bert with { Quantization = TestQuantization.SignedPerTensor }).FullName;
        CrossEncoderReranker.Load(folder, new() { Engine = ModelEngine.OnnxRuntime }, log).Dispose();

        Assert.That(log.Messages, Has.Some.Contains($"{AsItIs}, and the graph is run as it is: it is quantised as it runs"));
    }

    [TestCase("OnnxRuntime", "false", false)]
    [TestCase("OnnxRuntime", "true", true)]
    [TestCase("Managed", "false", false)]
    public void ConfigurationSaysIt(string engine, string value, bool isRewritten)
    {
        var log = new RecordingLogger(LogLevel.Information);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "cross-encoder",
            ["Options:Model"] = SharedModels.Of(Bert).FullName,
            ["Options:Engine"] = engine,
            ["Options:FirstTokenOnly"] = value,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new OneLogger(log)));
        services.AddOnnxRerankers().AddReranking(configuration);
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<IReranker>().GetService<RerankerMetadata>()!.ProviderName, Is.EqualTo(engine == "Managed" ? "managed" : "onnx"));
        Assert.That(log.Messages.Any(message => message.Contains(Rewritten, StringComparison.Ordinal)), Is.EqualTo(isRewritten));
    }

    private sealed class OneLogger(ILogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
