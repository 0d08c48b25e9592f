namespace RerankKit.Remote;

/// <summary>Reads a response's body into a pooled buffer, up to a limit.</summary>
internal static class ResponseBody
{
    private const int FirstRead = 16 * 1024;

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
                while ((read = await stream.ReadAsync(buffer.GetMemory(), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    buffer.Advance(read);
                    if (buffer.Length > limit)
                    {
                        buffer.Dispose();
                        return null;
                    }
                }
            }

            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
