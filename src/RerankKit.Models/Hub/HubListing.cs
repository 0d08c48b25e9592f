using System.Text.Json;

namespace RerankKit.Models;

/// <summary>Reads the hub's answers about a model. Names and checksums become paths in the cache, so only safe ones get past here.</summary>
internal static class HubListing
{
    /// <summary>Reads a model's page: commit, licence, files.</summary>
    public static HubRepository ReadInfo(JsonElement root, string id)
    {
        string commit = Text(root, "sha") is { } sha && HubNames.IsCommit(sha)
            ? sha.ToLowerInvariant()
            : throw Unreadable(id, "it names no commit (sha)");
        return new(id, commit, ReadLicence(root), ReadSiblings(root, id));
    }

    /// <summary>Reads a page of a model's tree.</summary>
    public static List<HubFile> ReadTree(JsonElement root, string id) => root.ValueKind == JsonValueKind.Array
        ? ReadFiles(root.EnumerateArray().Where(entry => Text(entry, "type") is "file"), id, "path", "oid", "oid")
        : throw Unreadable(id, "its tree is no list");

    /// <summary>Says that an answer cannot be used.</summary>
    public static ModelStoreException Unreadable(string id, string why) =>
        new(ModelStoreError.Other, $"The hub's answer about {id} cannot be used: {why}. Check HF_ENDPOINT.");

    private static List<HubFile> ReadSiblings(JsonElement root, string id) => Child(root, "siblings") is { ValueKind: JsonValueKind.Array } siblings
        ? ReadFiles(siblings.EnumerateArray(), id, "rfilename", "sha256", "blobId")
        : throw Unreadable(id, "it lists no files (siblings)");

    private static List<HubFile> ReadFiles(IEnumerable<JsonElement> entries, string id, string nameKey, string sha256Key, string gitSha1Key)
    {
        List<HubFile> files = [];
        foreach (JsonElement entry in entries)
        {
            if (Text(entry, nameKey) is { } name)
            {
                JsonElement? lfs = Child(entry, "lfs");
                Add(files, id, new(name, Number(lfs, "size") ?? Number(entry, "size"), Text(lfs, sha256Key), lfs is null ? Text(entry, gitSha1Key) : null));
            }
        }

        return files;
    }

    private static void Add(List<HubFile> files, string id, HubFile file)
    {
        if (!HubNames.IsPath(file.Path))
        {
            throw Unreadable(id, $"it lists a file '{file.Path}', which is no path that can be written safely");
        }

        if ((file.Sha256 is not null && !HubNames.IsSha256(file.Sha256)) || (file.GitSha1 is not null && !HubNames.IsCommit(file.GitSha1)) || file.Size < 0)
        {
            throw Unreadable(id, $"it lists '{file.Path}' with a checksum or size that is none");
        }

        files.Add(file with { Sha256 = file.Sha256?.ToLowerInvariant(), GitSha1 = file.GitSha1?.ToLowerInvariant() });
    }

    private static string? ReadLicence(JsonElement root)
    {
        if (Child(root, "cardData") is { } card && Child(card, "license") is { } licence)
        {
            string? name = licence.ValueKind == JsonValueKind.Array
                ? string.Join(", ", licence.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()))
                : Text(card, "license");

            // "other" is explained beside it.
            return name is "other" && Text(card, "license_name") is { } other ? other : name is "" ? null : name;
        }

        const string Tag = "license:";
        return Child(root, "tags") is { ValueKind: JsonValueKind.Array } tags
            ? tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!)
                .FirstOrDefault(tag => tag.StartsWith(Tag, StringComparison.Ordinal))?[Tag.Length..]
            : null;
    }

    private static JsonElement? Child(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out JsonElement child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static string? Text(JsonElement? element, string name) => Child(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Number(JsonElement? element, string name) =>
        Child(element, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;
}
