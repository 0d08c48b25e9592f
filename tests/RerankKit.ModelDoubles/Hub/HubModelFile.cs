using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RerankKit.ModelDoubles;

/// <summary>A file of a model on a <see cref="HubDouble"/>. Large ones have a SHA-256, small ones the id of their git blob.</summary>
internal sealed record HubModelFile(string Path, byte[] Content, bool IsLarge)
{
    public string Sha256 { get; init; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    [SuppressMessage("Security", "CA5350", Justification = "git names blobs by it.")]
    public string GitSha1 { get; init; } = Convert.ToHexStringLower(
        SHA1.HashData([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {Content.Length}\0")), .. Content]));

    public string BlobName => IsLarge ? Sha256 : GitSha1;
}
