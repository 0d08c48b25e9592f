namespace RerankKit.Evaluation;

/// <summary>A stream with some bytes before it (those read to recognise the format) and some behind it.</summary>
internal sealed class EnclosedStream(ReadOnlyMemory<byte> before, Stream inner, ReadOnlyMemory<byte> behind, bool leaveOpen) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _before = before;
    private ReadOnlyMemory<byte> _behind = behind;

    public override int Read(Span<byte> buffer)
    {
        if (!_before.IsEmpty)
        {
            return Take(ref _before, buffer);
        }

        int count = inner.Read(buffer);
        return count > 0 ? count : Take(ref _behind, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static int Take(ref ReadOnlyMemory<byte> rest, Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, rest.Length);
        rest.Span[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }
}
