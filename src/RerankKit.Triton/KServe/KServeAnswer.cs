namespace RerankKit.Triton;

/// <summary>The body of a server's answer.</summary>
/// <param name="body">The bytes; disposed with the answer.</param>
/// <param name="headerLength">Where the JSON ends and raw tensors begin, as the answer's header says; null for JSON alone.</param>
internal sealed class KServeAnswer(PooledBytes body, long? headerLength) : IDisposable
{
    private ReadOnlyMemory<byte>? _json;

    /// <summary>The JSON, without numbers that it does not know (<see cref="NonFiniteNumbers"/>).</summary>
    /// <exception cref="ModelServerException">The header tells of more bytes than came.</exception>
    public ReadOnlyMemory<byte> Json => _json ??= ReadJson();

    /// <summary>The raw tensors.</summary>
    public ReadOnlyMemory<byte> Raw => headerLength is long length ? body.Memory[(int)length..] : default;

    public void Dispose() => body.Dispose();

    private ReadOnlyMemory<byte> ReadJson()
    {
        long length = headerLength ?? body.Length;
        if (length < 0 || length > body.Length)
        {
            throw KServeJson.Wrong($"has a body of {body.Length} bytes of which {length} are said to be JSON");
        }

        NonFiniteNumbers.Blank(body.Span[..(int)length]);
        return body.Memory[..(int)length];
    }
}
