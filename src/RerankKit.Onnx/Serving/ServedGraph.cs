using System.Globalization;

namespace RerankKit.Onnx;

/// <summary>A model that a server runs, once it has said what it takes and gives.</summary>
internal sealed class ServedGraph : IDisposable
{
    private readonly KServeClient _client;
    private readonly InferRequestWriter _writer;
    private readonly IOutputHead _head;
    private readonly string _output;
    private long _requests;

    /// <summary>Starts the senders.</summary>
    /// <param name="client">Sends.</param>
    /// <param name="model">What the server says.</param>
    /// <param name="profile">What the model's files say.</param>
    /// <param name="options">Names and sizes.</param>
    /// <param name="head">Makes the head from the outputs.</param>
    /// <param name="maxBatchSize">The most sequences of a request.</param>
    /// <param name="timeProvider">Measures requests.</param>
    public ServedGraph(
        KServeClient client,
        KServeModel model,
        ModelProfile profile,
        ServedModelOptions options,
        Func<IReadOnlyList<OnnxTensorInfo>, IOutputHead> head,
        int maxBatchSize,
        TimeProvider timeProvider)
    {
        _client = client;
        var layout = new SequenceLayout([.. model.Inputs.Select(input => Rename(input, options.TensorNames))], profile, padLeft: false);
        if (layout.Inputs.Any(input => input is GraphInput.Past or GraphInput.UseCacheBranch))
        {
            throw new NotSupportedException("The served graph is a decoder's, with past keys and values. Serve one that was exported without them.");
        }

        _head = head(model.Outputs);
        _output = model.Outputs[_head.Output].Name;
        _writer = new(layout, model.Inputs, _output, options.UseBinaryTensors);
        int concurrency = options.Concurrency ?? Math.Max(2, 2 * options.Endpoints.Count);
        Scheduler = new(_ => new Sender(this), new(concurrency, options.TokenBudget, options.IsolatePairs, maxBatchSize), timeProvider, "served model");
    }

    /// <summary>Merges the sequences of all calls into requests.</summary>
    public BatchScheduler Scheduler { get; }

    public void Dispose() => Scheduler.Dispose();

    private static OnnxTensorInfo Rename(OnnxTensorInfo input, IDictionary<string, string> names)
    {
        foreach (KeyValuePair<string, string> name in names)
        {
            if (name.Value == input.Name)
            {
                return input with { Name = name.Key };
            }
        }

        return input;
    }

    private void Run(SequenceBatch batch, CancellationToken cancellationToken)
    {
        string id = Interlocked.Increment(ref _requests).ToString("x", CultureInfo.InvariantCulture);
        try
        {
            // The scheduler's threads are its own: none of the pool's waits here.
            using InferAnswer answer = _client.InferAsync(_writer.Write(batch, id), _output, cancellationToken).GetAwaiter().GetResult();
            answer.Read(_head, batch);
        }
        catch (InvalidDataException exception)
        {
            throw new ModelServerException(ModelServerError.InvalidAnswer, $"The model server's answer does not fit the model: {exception.Message}", exception) { RequestId = id };
        }
    }

    private sealed class Sender(ServedGraph graph) : IBatchRunner
    {
        public void Run(SequenceBatch batch, CancellationToken cancellationToken) => graph.Run(batch, cancellationToken);

        public void Dispose()
        {
            // Nothing of its own.
        }
    }
}
