namespace RerankKit.Models;

/// <summary>What one worker needs to run a graph again and again: a batch of tensors in, one tensor out. Not thread-safe.</summary>
/// <remarks>
/// Every setter gives the input a shape and returns its memory, <c>[product of the shape]</c> elements in row-major order, whose contents are whatever they are; it is
/// filled before the next input is set. All inputs are set in their order before each run.
/// </remarks>
internal interface IGraphRun : IDisposable
{
    /// <summary>Shapes an input of 64-bit integers.</summary>
    Span<long> SetInt64(int input, ReadOnlySpan<long> shape);

    /// <summary>Shapes an input of 32-bit integers.</summary>
    Span<int> SetInt32(int input, ReadOnlySpan<long> shape);

    /// <summary>Shapes an input of truth values.</summary>
    Span<bool> SetBool(int input, ReadOnlySpan<long> shape);

    /// <summary>Shapes an input of whatever type and fills it with zeros, for example an empty key-value cache.</summary>
    void SetZeros(int input, ReadOnlySpan<long> shape);

    /// <summary>Runs the graph. Where it computes on the calling thread (<see cref="GraphTraits.IsBlocking"/>), the task that comes back has ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the run can be used again.</exception>
    ValueTask RunAsync(CancellationToken cancellationToken);

    /// <summary>What the last run gave. Valid until the next one, or until this is disposed.</summary>
    GraphTensorView Output();

    /// <summary>What callers are told where the output does not fit the model.</summary>
    Exception Misfit(InvalidDataException exception) => exception;
}
