namespace RerankKit.Cli;

/// <summary>Standard input, whose reads end when the tool is told to: those of the system wait for the next byte, whatever happens.</summary>
internal sealed class InterruptibleStream(Stream inner, CancellationToken interruption) : ReadOnlyStream
{
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Into a buffer of its own: a read that was given up may still write there.
        byte[] own = new byte[buffer.Length];
        int count = await Task.Run(() => inner.Read(own), CancellationToken.None).WaitAsync(interruption);
        own.AsSpan(0, count).CopyTo(buffer.Span);
        return count;
    }
}
