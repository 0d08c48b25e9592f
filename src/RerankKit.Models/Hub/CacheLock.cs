using Microsoft.Extensions.Logging;

namespace RerankKit.Models;

/// <summary>
/// A lock between processes: a file that only one of them can have open for itself. Python's filelock takes the same lock (flock on
/// Unix). The file stays, because deleting it would let two processes lock two files of one name.
/// </summary>
internal static class CacheLock
{
    private const int LinuxWouldBlock = 11;
    private const int BsdWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int WindowsLockViolation = unchecked((int)0x80070021);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the lock is free and takes it; disposing gives it back, as does the end of the process.</summary>
    public static async Task<FileStream> AcquireAsync(string path, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (bool isFirst = true; ; isFirst = false)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException exception) when (exception.HResult is LinuxWouldBlock or BsdWouldBlock or WindowsSharingViolation or WindowsLockViolation)
            {
                if (isFirst)
                {
                    ModelStoreLog.Waiting(logger, path);
                }
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
