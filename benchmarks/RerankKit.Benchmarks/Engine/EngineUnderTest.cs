using Microsoft.Extensions.Logging.Abstractions;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>The engine without tokenization and ranking: sequences in, logits out.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    private readonly BatchScheduler _scheduler;

    public EngineUnderTest(string folder, CrossEncoderOptions? options = null)
    {
        ModelProfile profile = ModelProfileReader.Read(folder);
        options ??= new();

        // The graph that loops over the bare runtime run, unless a section says otherwise.
        options.Graph ??= new OnnxSessionOptions { FirstTokenOnly = false };
        Model = new(
            typeof(EngineUnderTest),
            new(profile, ModelFolder.Open(folder, request: null), options, NullLogger.Instance, TimeProvider.System),
            padLeft: false,
            outputs => CrossEncoderChecks.Head(outputs, name: null, profile, CrossEncoderChecks.Label(profile, name: null)));
        _scheduler = Model.ConnectAsync().GetAwaiter().GetResult();
    }

    public InferenceModel Model { get; }

    /// <summary>Scores the pairs as a call of the reranker does once its texts are encoded.</summary>
    public double[] Score(TokenPairs pairs)
    {
        using SequenceRequest request = Request(pairs);
        _scheduler.ScoreAsync(request, deadline: null, CancellationToken.None).GetAwaiter().GetResult();
        return request.Logits.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static SequenceRequest Request(TokenPairs pairs)
    {
        var request = new SequenceRequest(pairs.Count, arenas: 1);
        for (int i = 0; i < pairs.Count; i++)
        {
            request.Write(i, 0, pairs.Ids(i), pairs.TypeIds(i), isTruncated: false);
        }

        request.Arrange([], pairs.Count);
        return request;
    }
}
