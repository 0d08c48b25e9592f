using System.Text.Json;
using System.Text.Json.Serialization;

namespace RerankKit.Models;

/// <summary>What the first entry of a bundle says: which model it is, and every file with its checksum.</summary>
/// <param name="Id">The model.</param>
/// <param name="Revision">The branch or tag it was packed as; a commit where it was packed by one.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Licence">The licence of the weights, or null.</param>
/// <param name="Files">All files, with both size and SHA-256; small ones with the id of their git blob too.</param>
internal sealed record ModelBundle(string Id, string Revision, string Commit, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Licence, IReadOnlyList<ModelBundleFile> Files)
{
    /// <summary>The name of the first entry.</summary>
    public const string ManifestName = "rerankkit-model.json";

    /// <summary>What the names of all other entries begin with.</summary>
    public const string FilePrefix = "files/";

    /// <summary>No manifest of a model is that long.</summary>
    public const int MaxManifestBytes = 4 << 20;

    private const int KnownFormat = 1;

    /// <summary>The version of the manifest.</summary>
    [JsonPropertyOrder(-1)]
    public int Format => KnownFormat;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, HubJson.Default.ModelBundle);

    /// <summary>Reads a manifest that anybody may have written.</summary>
    /// <exception cref="ModelStoreException">It is not one, or holds names that lead elsewhere.</exception>
    public static ModelBundle FromJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            int format = root.GetProperty("format").GetInt32();
            if (format != KnownFormat)
            {
                throw new FormatException(Invariant($"its format is {format}, and {KnownFormat} is known; a newer version of rerankkit may read it"));
            }

            var bundle = new ModelBundle(
                Text(root, "id", HubNames.IsId),
                Text(root, "revision", HubNames.IsPath),
                Text(root, "commit", HubNames.IsCommit),
                root.TryGetProperty("licence", out JsonElement licence) ? licence.GetString() : null,
                [.. root.GetProperty("files").EnumerateArray().Select(ReadFile)]);
            return bundle.Files.DistinctBy(file => file.Path, StringComparer.OrdinalIgnoreCase).Count() == bundle.Files.Count
                ? bundle
                : throw new FormatException("it names a file twice");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelStoreException(ModelStoreError.InvalidBundle, $"The bundle's {ManifestName} cannot be used: {exception.Message}.", exception);
        }
    }

    private static ModelBundleFile ReadFile(JsonElement file) => new(
        Text(file, "path", HubNames.IsPath),
        file.GetProperty("size").GetInt64() is >= 0 and long size ? size : throw new FormatException("a size is negative"),
        Text(file, "sha256", HubNames.IsSha256),
        Text(file, "blob", name => HubNames.IsSha256(name) || HubNames.IsCommit(name)));

    private static string Text(JsonElement element, string name, Func<string, bool> isAllowed) =>
        element.GetProperty(name).GetString() is { } text && isAllowed(text) ? text : throw new FormatException($"'{element.GetProperty(name)}' is no {name} that can be used safely");
}
