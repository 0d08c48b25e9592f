namespace RerankKit.Remote;

/// <summary>Reads a response's body into a pooled buffer, up to a limit. Numbers that JSON does not know are none in it (<see cref="NonFiniteNumbers"/>).</summary>
internal static class ResponseBody
{
    /// <summary>More than any provider explains itself in; the rest of an error is not read.</summary>
    public const int LongestError = 64 * 1024;

    private const int FirstRead = 16 * 1024;

    /// <summary>The body of an error; null where it is too long or cannot be had: the status says enough then.</summary>
    public static async ValueTask<PooledBuffer?> ReadErrorAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(content, LongestError, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>The body, or null when it is longer than <paramref name="limit"/> bytes.</summary>
    public static async ValueTask<PooledBuffer?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        long? announced = content.Headers.ContentLength;
        if (announced > limit)
        {
            return null;
        }

        var buffer = new PooledBuffer(announced is long length ? (int)Math.Min(length + 1, 1 << 20) : FirstRead);
        try
        {
            Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int read;
                while ((read = await stream.ReadAsync(Free(buffer, limit), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    buffer.Advance(read);
                    if (buffer.Length > limit)
                    {
                        buffer.Dispose();
                        return null;
                    }
                }
            }

            NonFiniteNumbers.Blank(buffer.Written);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    // One byte more than the limit shows that it is passed.
    private static Memory<byte> Free(PooledBuffer buffer, int limit)
    {
        Memory<byte> free = buffer.GetMemory();
        return free[..(int)Math.Min(free.Length, limit + 1L - buffer.Length)];
    }
}
