using System.Buffers;
using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>Downloads one file into the cache: goes on where an earlier attempt stopped, checks the content, and only then gives it its name.</summary>
internal sealed class BlobDownload(HubClient hub, HubCache cache, string id, string commit, HubFile file, string? pinnedSha256, DownloadTally tally, ILogger logger)
{
    private const int BufferSize = 128 << 10;
    private readonly string _blob = cache.Blob(id, file.BlobName!);
    private readonly long _size = file.Size!.Value;
    private long _length;

    private string Incomplete => _blob + ".incomplete";

    /// <summary>Downloads the file. Call it with the blob's lock held.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_blob)!);
        bool isResumed = File.Exists(Incomplete) && new FileInfo(Incomplete).Length > 0;
        if (!await TryReceiveAsync(isLastChance: !isResumed, cancellationToken).ConfigureAwait(false))
        {
            // What another attempt, or another tool, had left was not the beginning of this file.
            ModelStoreLog.StartingOver(logger, file.Path);
            await TryReceiveAsync(isLastChance: true, cancellationToken).ConfigureAwait(false);
        }

        File.Move(Incomplete, _blob, overwrite: true);
        tally.Move(file, _size, _size, isComplete: true);
    }

    private async Task<bool> TryReceiveAsync(bool isLastChance, CancellationToken cancellationToken)
    {
        using var hash = new ContentHash(_size);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var target = new FileStream(Incomplete, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            await using (target.ConfigureAwait(false))
            {
                await ReadBackAsync(target, hash, buffer, cancellationToken).ConfigureAwait(false);
                HubRetry retry = hub.CreateRetry();
                while (_length < _size)
                {
                    try
                    {
                        await ReceiveAsync(target, hash, buffer, retry, cancellationToken).ConfigureAwait(false);
                    }
                    catch (TransientHubException failure)
                    {
                        await retry.PauseAsync(failure, $"Downloading {id}/{file.Path}", cancellationToken).ConfigureAwait(false);
                    }
                }

                await target.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            return Check(hash.Finish(), isLastChance);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The checksum needs what an earlier attempt received.
    private async Task ReadBackAsync(FileStream target, ContentHash hash, byte[] buffer, CancellationToken cancellationToken)
    {
        if (target.Length > _size)
        {
            target.SetLength(0);
        }

        long length = target.Length;
        while (_length < length)
        {
            int part = (int)Math.Min(length - _length, buffer.Length);
            await target.ReadExactlyAsync(buffer.AsMemory(0, part), cancellationToken).ConfigureAwait(false);
            hash.Append(buffer.AsSpan(0, part));
            Advance(part);
        }
    }

    private async Task ReceiveAsync(FileStream target, ContentHash hash, byte[] buffer, HubRetry retry, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await hub.OpenFileAsync(id, commit, file.Path, _length, cancellationToken).ConfigureAwait(false);
        long from = response.Content.Headers.ContentRange?.From ?? 0;
        if (from != _length)
        {
            // The server does not serve parts: skip what is here already.
            await SkipAsync(response, _length - from, buffer, cancellationToken).ConfigureAwait(false);
        }

        Stream source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            int read;
            while ((read = await hub.WithinSilenceAsync(silence => source.ReadAsync(buffer, silence), cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (read > _size - _length)
                {
                    throw Mismatch(Invariant($"it is longer than the {_size} bytes that the hub lists"));
                }

                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                hash.Append(buffer.AsSpan(0, read));
                Advance(read);
                retry.Reset();
            }
        }

        if (_length < _size)
        {
            throw new TransientHubException(Invariant($"the connection ended after {_length} of {_size} bytes."));
        }
    }

    private async Task SkipAsync(HttpResponseMessage response, long count, byte[] buffer, CancellationToken cancellationToken)
    {
        if (count < 0)
        {
            throw new TransientHubException("the server sent another part than the one that was asked for.");
        }

        Stream source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        while (count > 0)
        {
            Memory<byte> part = buffer.AsMemory(0, (int)Math.Min(count, buffer.Length));
            int read = await hub.WithinSilenceAsync(silence => source.ReadAsync(part, silence), cancellationToken).ConfigureAwait(false);
            count -= read > 0 ? read : throw new TransientHubException("the connection ended before the part that is missing.");
        }
    }

    private void Advance(int bytes)
    {
        tally.Move(file, _length, _length + bytes, isComplete: false);
        _length += bytes;
    }

    private bool Check((string Sha256, string GitSha1) actual, bool isLastChance)
    {
        bool isIntact = file.Sha256 is null ? actual.GitSha1 == file.GitSha1 : actual.Sha256 == file.Sha256;
        if (isIntact && (pinnedSha256 is null || pinnedSha256 == actual.Sha256))
        {
            return true;
        }

        Discard();
        if (!isLastChance)
        {
            return false;
        }

        throw isIntact
            ? Mismatch($"its SHA-256 is {actual.Sha256}, but {pinnedSha256} is pinned")
            : Mismatch(file.Sha256 is null
                ? $"its git blob id is {actual.GitSha1}, but the hub lists {file.GitSha1}"
                : $"its SHA-256 is {actual.Sha256}, but the hub lists {file.Sha256}");
    }

    private void Discard()
    {
        File.Delete(Incomplete);
        tally.Move(file, _length, 0, isComplete: false);
        _length = 0;
    }

    private ModelStoreException Mismatch(string why)
    {
        File.Delete(Incomplete);
        return new(ModelStoreError.HashMismatch, $"{id}/{file.Path} at {commit} is not what it should be: {why}. It was removed; nothing of it is kept. A proxy may have changed it; try again.");
    }
}
