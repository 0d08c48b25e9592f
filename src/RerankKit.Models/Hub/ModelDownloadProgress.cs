namespace RerankKit.Models;

/// <summary>Where a download stands. Reports come in order, from the threads that download.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="File">The file that got further.</param>
/// <param name="FileBytes">How many bytes of it are here, those of an earlier attempt included.</param>
/// <param name="FileSize">Its length in bytes.</param>
/// <param name="ReceivedBytes">How many bytes of all files are here.</param>
/// <param name="TotalBytes">The length of all files in bytes. It grows when a file turns out to need others.</param>
public readonly record struct ModelDownloadProgress(string ModelId, string File, long FileBytes, long FileSize, long ReceivedBytes, long TotalBytes)
{
    /// <summary>Whether <see cref="File"/> is complete and checked.</summary>
    public bool IsFileComplete { get; init; }
}
