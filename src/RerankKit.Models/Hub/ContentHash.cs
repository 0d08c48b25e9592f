using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RerankKit.Models;

/// <summary>Both checksums the hub knows, taken while content passes by: SHA-256, and git's SHA-1 where the length is known beforehand.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _gitSha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);

    public ContentHash(long length)
    {
        // git hashes a blob with this header before it.
        _gitSha1.AppendData(Encoding.ASCII.GetBytes(Invariant($"blob {length}\0")));
    }

    public void Append(ReadOnlySpan<byte> content)
    {
        _sha256.AppendData(content);
        _gitSha1.AppendData(content);
    }

    /// <summary>Takes a stream to its end and writes it on; answers its length.</summary>
    public async Task<long> AppendAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            long length = 0;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                Append(buffer.AsSpan(0, read));
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                length += read;
            }

            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public (string Sha256, string GitSha1) Finish() =>
        (Convert.ToHexStringLower(_sha256.GetHashAndReset()), Convert.ToHexStringLower(_gitSha1.GetHashAndReset()));

    public void Dispose()
    {
        _sha256.Dispose();
        _gitSha1.Dispose();
    }

    public static async Task<string> Sha256OfAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }
    }
}
