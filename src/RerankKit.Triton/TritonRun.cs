using System.Runtime.InteropServices;

namespace RerankKit.Triton;

/// <summary>Sends batches as inference requests of one model.</summary>
/// <param name="graph">The model's graph on the server.</param>
/// <param name="inputs">The inputs, by the server's names.</param>
/// <param name="output">The output that is wanted, by the server's name.</param>
internal sealed class TritonRun(TritonGraph graph, IReadOnlyList<GraphTensor> inputs, string output) : ITensorRun
{
    private readonly InferTensor[] _tensors = new InferTensor[inputs.Count];
    private PooledBytes? _bytes;
    private InferAnswer? _answer;
    private string? _id;

    public Span<long> SetInt64(int input, ReadOnlySpan<long> shape) => MemoryMarshal.Cast<byte, long>(Shape(input, shape, sizeof(long)));

    public Span<int> SetInt32(int input, ReadOnlySpan<long> shape) => MemoryMarshal.Cast<byte, int>(Shape(input, shape, sizeof(int)));

    public Span<bool> SetBool(int input, ReadOnlySpan<long> shape) => throw Unsupported(input);

    public void SetZeros(int input, ReadOnlySpan<long> shape) => throw Unsupported(input);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        _answer?.Dispose();
        _answer = null;
        _id = graph.NextId();
        PooledBytes bytes = _bytes!;
        _bytes = null;
        _answer = await graph.Client.InferAsync(InferRequest.Write(_id, _tensors, bytes, output, graph.IsBinary), output, cancellationToken).ConfigureAwait(false);
    }

    public GraphTensorView Output() => _answer!.View();

    public Exception Misfit(InvalidDataException exception) =>
        new ModelServerException(ModelServerError.InvalidAnswer, $"The model server's answer does not fit the model: {exception.Message}", exception) { RequestId = _id };

    public void Dispose()
    {
        _bytes?.Dispose();
        _answer?.Dispose();
    }

    // The bytes of the wire are little-endian, as those of every processor that .NET 10 has a runtime for but one.
    private Span<byte> Shape(int input, ReadOnlySpan<long> shape, int size)
    {
        int length = checked((int)(shape[0] * shape[1]) * size);
        if (input == 0)
        {
            _bytes?.Dispose();
            _bytes = new(checked(length * inputs.Count));
        }

        _tensors[input] = new(inputs[input].Name, shape.ToArray(), size == sizeof(int) ? KServeDataType.Int32 : KServeDataType.Int64) { Parameters = new(length) };
        return _bytes!.Append(length);
    }

    private NotSupportedException Unsupported(int input) => new($"The served graph wants '{inputs[input].Name}', which is not sent.");
}
