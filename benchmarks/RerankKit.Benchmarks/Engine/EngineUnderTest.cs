using Microsoft.Extensions.Logging.Abstractions;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>The engine without tokenization and ranking: sequences in, logits out.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    public EngineUnderTest(string folder, CrossEncoderOptions? options = null)
    {
        ModelProfile profile = ModelProfileReader.Read(folder);
        Model = new(
            ModelFolder.Open(folder, request: null),
            profile,
            options ?? new(),
            padLeft: false,
            (session, _) => CrossEncoderChecks.Head(session, profile, CrossEncoderChecks.Label(profile, name: null)),
            TimeProvider.System,
            NullLogger.Instance);
    }

    public InferenceModel Model { get; }

    /// <summary>Scores the pairs as a call of the reranker does once its texts are encoded.</summary>
    public double[] Score(TokenPairs pairs)
    {
        using SequenceRequest request = Request(pairs);
        Model.Scheduler.ScoreAsync(request, deadline: null, CancellationToken.None).GetAwaiter().GetResult();
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
