using System.Text.Json.Serialization;

namespace RerankKit.Models;

/// <summary>A file as the hub describes it.</summary>
/// <param name="Path">Its path inside the repository.</param>
/// <param name="Size">Its length in bytes; null where the hub has not said.</param>
/// <param name="Sha256">Of a large file: the SHA-256 of its content.</param>
/// <param name="GitSha1">Of a small file: the id of its git blob, a SHA-1 over a header and its content.</param>
internal sealed record HubFile(string Path, long? Size, string? Sha256, string? GitSha1)
{
    /// <summary>Its name among the blobs of the cache: the entity tag that the hub serves it with; null where the hub has not said.</summary>
    [JsonIgnore]
    public string? BlobName => Sha256 ?? GitSha1;

    /// <summary>Whether it can be downloaded and checked.</summary>
    [JsonIgnore]
    public bool IsComplete => Size is not null && BlobName is not null;
}
