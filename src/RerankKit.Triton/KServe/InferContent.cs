using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace RerankKit.Triton;

/// <summary>
/// The body of an inference request: JSON, followed by the raw tensors where they are not part of it. It may be sent several times, and by several
/// attempts at once; the memory goes back to the pool when it is disposed and the last attempt that still sends it has ended.
/// </summary>
internal sealed class InferContent : HttpContent
{
    public const string HeaderLengthName = "Inference-Header-Content-Length";
    private readonly PooledBytes _json;
    private readonly PooledBytes? _tensors;
    private int _holders = 1;
    private int _disposed;

    /// <summary>Takes over the memory.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="json">The JSON.</param>
    /// <param name="tensors">The raw tensors, in the order of the inputs; null where the JSON holds the data.</param>
    public InferContent(string id, PooledBytes json, PooledBytes? tensors)
    {
        Id = id;
        _json = json;
        _tensors = tensors;
        Headers.ContentType = new MediaTypeHeaderValue(tensors is null ? "application/json" : "application/octet-stream");
        if (tensors is not null)
        {
            Headers.Add(HeaderLengthName, json.Length.ToString(CultureInfo.InvariantCulture));
        }
    }

    public string Id { get; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Hold();
        try
        {
            await stream.WriteAsync(_json.Memory, cancellationToken).ConfigureAwait(false);
            if (_tensors is not null)
            {
                await stream.WriteAsync(_tensors.Memory, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length + (long)(_tensors?.Length ?? 0);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Release();
        }

        base.Dispose(disposing);
    }

    private void Hold()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            ObjectDisposedException.ThrowIf(holders == 0, this);
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _json.Dispose();
            _tensors?.Dispose();
        }
    }
}
