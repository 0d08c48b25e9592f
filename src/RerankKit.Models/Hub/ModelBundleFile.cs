using System.Text.Json.Serialization;

namespace RerankKit.Models;

/// <summary>A file of a bundle.</summary>
/// <param name="Path">Its path inside the model.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its content.</param>
/// <param name="BlobName">Its name among the cache's blobs: the SHA-256 of a large file, the id of the git blob of a small one.</param>
internal sealed record ModelBundleFile(string Path, long Size, string Sha256, [property: JsonPropertyName("blob")] string BlobName)
{
    /// <summary>As the hub would list it.</summary>
    public HubFile ToHubFile() => new(Path, Size, HubNames.IsSha256(BlobName) ? BlobName : null, HubNames.IsCommit(BlobName) ? BlobName : null);
}
