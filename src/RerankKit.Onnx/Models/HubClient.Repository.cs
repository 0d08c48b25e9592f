using System.Globalization;
using System.Text.Json;

namespace RerankKit.Onnx;

// Reads what a model consists of.
internal sealed partial class HubClient
{
    private const int MaxListingBytes = 64 << 20;

    /// <summary>Reads a model's commit, licence and files at a revision.</summary>
    public async Task<HubRepository> GetRepositoryAsync(string id, string revision, CancellationToken cancellationToken)
    {
        string path = $"api/models/{id}/revision/{Uri.EscapeDataString(revision)}?blobs=true";
        using JsonDocument info = (await GetJsonAsync(path, id, revision, cancellationToken).ConfigureAwait(false)).Document;
        JsonElement root = info.RootElement;
        string commit = Text(root, "sha") is { } sha && HubNames.IsCommit(sha)
            ? sha.ToLowerInvariant()
            : throw Unreadable(id, "it names no commit (sha)");
        List<HubFile> files = ReadSiblings(root, id);

        // Mirrors exist that list names only; the tree has the rest.
        if (files.Exists(file => !file.IsComplete))
        {
            files = await GetTreeAsync(id, commit, cancellationToken).ConfigureAwait(false) ?? files;
        }

        return new(id, commit, ReadLicence(root), files);
    }

    /// <summary>Reads what a HEAD request says about a file whose checksum the listing lacks.</summary>
    public Task<HubFile> GetFileAsync(string id, string commit, string path, CancellationToken cancellationToken) => HubRetry.RunAsync(
        CreateRetry(),
        $"Asking the hub for {id}/{path}",
        async token =>
        {
            using HttpResponseMessage response = await SendAsync(HttpMethod.Head, ResolvePath(id, commit, path), 0, isHubAnswer: true, token).ConfigureAwait(false);
            if ((int)response.StatusCode / 100 != 3)
            {
                Check(response, id, commit, path);
            }

            string? tag = (Header(response, "X-Linked-Etag") ?? response.Headers.ETag?.Tag)?.Trim('"').ToLowerInvariant();
            string? sizeText = Header(response, "X-Linked-Size");
            long? size = long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out long linked)
                ? linked
                : response.IsSuccessStatusCode ? response.Content.Headers.ContentLength : null;
            return new HubFile(path, size, HubNames.IsSha256(tag) ? tag : null, HubNames.IsCommit(tag) ? tag : null) is { IsComplete: true } file
                ? file
                : throw Unreadable(id, $"neither its listing nor its headers give size and checksum of '{path}'; if the HttpClient is your own, let it not follow redirects");
        },
        cancellationToken);

    public static string ResolvePath(string id, string commit, string path) =>
        $"{id}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    // Pages are linked like GitHub's: <address>; rel="next".
    private async Task<List<HubFile>?> GetTreeAsync(string id, string commit, CancellationToken cancellationToken)
    {
        List<HubFile> files = [];
        string? path = $"api/models/{id}/tree/{commit}?recursive=true";
        while (path is not null)
        {
            (JsonDocument Document, string? Next) page;
            try
            {
                page = await GetJsonAsync(path, id, commit, cancellationToken).ConfigureAwait(false);
            }
            catch (ModelStoreException exception) when (exception.Error is ModelStoreError.NotFound && files.Count == 0)
            {
                return null; // a mirror without it
            }

            using (page.Document)
            {
                foreach (JsonElement entry in page.Document.RootElement.EnumerateArray())
                {
                    if (Text(entry, "type") is "file" && Text(entry, "path") is { } name)
                    {
                        JsonElement? lfs = Child(entry, "lfs");
                        Add(files, id, new(name, Number(lfs, "size") ?? Number(entry, "size"), Text(lfs, "oid"), lfs is null ? Text(entry, "oid") : null));
                    }
                }
            }

            path = page.Next;
        }

        return files;
    }

    private Task<(JsonDocument Document, string? Next)> GetJsonAsync(string path, string id, string revision, CancellationToken cancellationToken) => HubRetry.RunAsync(
        CreateRetry(),
        $"Asking the hub for {id}",
        async token =>
        {
            using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, 0, isHubAnswer: false, token).ConfigureAwait(false);
            Check(response, id, revision, file: null);
            byte[] bytes = await WithinSilenceAsync(
                async silence =>
                {
                    await response.Content.LoadIntoBufferAsync(MaxListingBytes, silence).ConfigureAwait(false);
                    return await response.Content.ReadAsByteArrayAsync(silence).ConfigureAwait(false);
                },
                token).ConfigureAwait(false);
            try
            {
                return (JsonDocument.Parse(bytes), NextPage(response));
            }
            catch (JsonException exception)
            {
                throw new ModelStoreException(ModelStoreError.Other, $"{settings.Endpoint} did not answer with JSON to a request for {id}. Check HF_ENDPOINT and proxies.", exception);
            }
        },
        cancellationToken);

    private string? NextPage(HttpResponseMessage response)
    {
        foreach (string link in Header(response, "Link")?.Split(',') ?? [])
        {
            int open = link.IndexOf('<', StringComparison.Ordinal);
            int close = link.IndexOf('>', StringComparison.Ordinal);
            if (open >= 0 && close > open && link[close..].Contains("rel=\"next\"", StringComparison.Ordinal))
            {
                var next = new Uri(settings.Endpoint, link[(open + 1)..close]);
                return IsHub(next) ? next.AbsoluteUri : null;
            }
        }

        return null;
    }

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

    // Names and checksums become paths in the cache.
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

    private static ModelStoreException Unreadable(string id, string why) =>
        new(ModelStoreError.Other, $"The hub's answer about {id} cannot be used: {why}. Check HF_ENDPOINT.");
}
