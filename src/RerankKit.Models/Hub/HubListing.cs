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
    public static List<HubFile> ReadTree(JsonElement root, string id)
    {
        List<HubFile> files = [];
        foreach (JsonElement entry in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : throw Unreadable(id, "its tree is no list"))
        {
            if (Text(entry, "type") is "file" && Text(entry, "path") is { } name)
            {
                JsonElement? lfs = Child(entry, "lfs");
                Add(files, id, new(name, Number(lfs, "size") ?? Number(entry, "size"), Text(lfs, "oid"), lfs is null ? Text(entry, "oid") : null));
            }
        }

        return files;
    }

    /// <summary>Says that an answer cannot be used.</summary>
    public static ModelStoreException Unreadable(string id, string why) =>
        new(ModelStoreError.Other, $"The hub's answer about {id} cannot be used: {why}. Check HF_ENDPOINT.");

    private static List<HubFile> ReadSiblings(JsonElement root, string id)
    {
        List<HubFile> files = [];
        if (Child(root, "siblings") is not { ValueKind: JsonValueKind.Array } siblings)
        {
            throw Unreadable(id, "it lists no files (siblings)");
        }

        foreach (JsonElement sibling in siblings.EnumerateArray())
        {
            if (Text(sibling, "rfilename") is { } name)
            {
                JsonElement? lfs = Child(sibling, "lfs");
                Add(files, id, new(name, Number(lfs, "size") ?? Number(sibling, "size"), Text(lfs, "sha256"), lfs is null ? Text(sibling, "blobId") : null));
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
