using System.Net;
using System.Net.Http.Headers;
using NUnit.Framework;

namespace RerankKit.Conformance;

/// <summary>A body that never ends: a beginning, then one byte for ever. Counts what is taken of it.</summary>
public sealed class EndlessContent : HttpContent
{
    private readonly EndlessStream _stream;

    public EndlessContent(string beginning, string mediaType = "application/json")
    {
        _stream = new(System.Text.Encoding.UTF8.GetBytes(beginning));
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>How many bytes were read.</summary>
    public long Taken => _stream.Position;

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _stream.CopyToAsync(stream, 1024, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class EndlessStream(byte[] beginning) : Stream
    {
        // A limit that is not held would never end; so much fails the test instead.
        private const long MuchTooMuch = 1 << 28;
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            Assert.That(_position, Is.LessThan(MuchTooMuch), "no limit is held");
            int first = (int)Math.Clamp(beginning.Length - _position, 0, buffer.Length);
            beginning.AsSpan((int)Math.Min(_position, beginning.Length), first).CopyTo(buffer);
            buffer[first..].Fill((byte)'x');
            _position += buffer.Length;
            return buffer.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(Read(buffer.Span));
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
