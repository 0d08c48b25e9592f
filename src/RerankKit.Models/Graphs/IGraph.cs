namespace RerankKit.Models;

/// <summary>A model's graph, wherever it runs: in this process, on a server. Thread-safe; each worker has a run of its own.</summary>
internal interface IGraph : IDisposable
{
    /// <summary>What metadata calls that which runs it: <c>onnx</c>, <c>triton</c>.</summary>
    string Provider { get; }

    /// <summary>Where it runs; null for this process.</summary>
    Uri? Address => null;

    /// <summary>What the model is called where the options give it no name.</summary>
    string ModelName { get; }

    /// <summary>Where the graph is, for messages: a file, a name on a server.</summary>
    string Location { get; }

    /// <summary>Names the weights and the files beside them, as part of the revision, where the options name no revision.</summary>
    string Files { get; }

    /// <summary>What else changes numbers by more than 1e-5, as it stands in the revision; empty for nothing.</summary>
    string Computation => "";

    /// <summary>How it is best asked.</summary>
    GraphTraits Traits { get; }

    /// <summary>What goes in and comes out. Asked once, before the first run, and again after a failure.</summary>
    ValueTask<GraphSignature> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Whether it can be asked now.</summary>
    Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Makes the run of one worker. Only after <see cref="DescribeAsync"/>.</summary>
    /// <param name="output">The output that is wanted, by its place in <see cref="GraphSignature.Outputs"/>.</param>
    IGraphRun CreateRun(int output);

    /// <summary>Makes a run that may take the whole machine, for what is all there is to do: a sequence, or by <see cref="GraphTraits.SharesRuns"/> a few; null where that is of no use.</summary>
    IGraphRun? CreateWideRun(int output) => null;

    /// <summary>Whether an exception of a run says that the graph cannot take what it was given.</summary>
    bool IsRefusal(Exception exception) => false;
}
