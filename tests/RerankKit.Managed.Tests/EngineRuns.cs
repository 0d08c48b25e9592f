using Microsoft.Extensions.Logging.Abstractions;

namespace RerankKit.Managed.Tests;

/// <summary>Runs sequences of tokens through an encoder with a kernel of one's choice, without a reranker around it.</summary>
internal sealed class EngineRuns : IDisposable
{
    private readonly EncoderWeights _weights;
    private readonly SequenceLayout _layout;

    public EngineRuns(string folder, EncoderKernel kernel)
    {
        ModelProfile profile = ModelProfileReader.Read(folder);
        using ITensorSource tensors = ManagedModels.OpenWeights(new(profile, Stored: null, new CrossEncoderOptions(), NullLogger.Instance, TimeProvider.System));
        _weights = EncoderWeights.Load(EncoderConfig.Read(profile), tensors, kernel);
        _layout = new([new("input_ids", GraphElementType.Int64, [-1, -1], [null, null])], profile, padLeft: false);
    }

    /// <summary>Ids, their types, and for each token whether it is seen.</summary>
    internal readonly record struct Tokens(int[] Ids, int[]? Types = null, bool[]? Attended = null);

    /// <summary>Runs one batch.</summary>
    /// <param name="threads">Threads that share it.</param>
    /// <param name="isLogits">Whether logits are wanted, rather than hidden states.</param>
    /// <param name="sequences">The sequences.</param>
    /// <returns>The logits of each, or the hidden states of its tokens.</returns>
    public float[][] Run(int threads, bool isLogits, params ReadOnlySpan<Tokens> sequences)
    {
        using var run = new ManagedRun(_weights, isLogits, threads);
        return Run(run, isLogits, sequences);
    }

    public ManagedRun CreateRun(bool isLogits, int threads = 1, bool firstTokenOnly = true) => new(_weights, isLogits, threads, firstTokenOnly);

    public float[][] Run(ManagedRun run, bool isLogits, params ReadOnlySpan<Tokens> sequences)
    {
        using SequenceRequest request = Request(sequences);
        SequenceBatch batch = Batch(request);
        run.Load(_layout, batch);
        run.RunAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        float[] output = run.Output().Floats.ToArray();
        int width = isLogits ? _weights.Config.Labels : _weights.Config.Hidden;
        float[][] results = new float[batch.Count][];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = isLogits ? output[(i * width)..((i + 1) * width)] : output.AsSpan(i * batch.Length * width, batch.Tokens(i).Length * width).ToArray();
        }

        batch.Clear();
        return results;
    }

    public static SequenceRequest Request(ReadOnlySpan<Tokens> sequences)
    {
        var request = new SequenceRequest(sequences.Length, arenas: 1);
        for (int i = 0; i < sequences.Length; i++)
        {
            (int[] ids, int[]? types, bool[]? attended) = sequences[i];
            request.Write(i, 0, ids, [.. ids.Select((_, j) => (types?[j] ?? 0) + (attended?[j] == false ? TokenArena.Unattended : 0))], isTruncated: false);
        }

        return request;
    }

    public static SequenceBatch Batch(SequenceRequest request)
    {
        var batch = new SequenceBatch();
        for (int i = 0; i < request.Count; i++)
        {
            batch.Add(request, i);
        }

        return batch;
    }

    public SequenceLayout Layout => _layout;

    public void Dispose() => _weights.Dispose();
}
