using System.Globalization;
using System.Text.Json;

namespace RerankKit.Models;

// Reads what a model consists of.
internal sealed partial class HubClient
{
    private const int MaxListingBytes = 64 << 20;

    // Of 1,000 files each as a rule; a list that leads to itself ends here.
    private const int MaxListingPages = 1000;

    /// <summary>Reads a model's commit, licence and files at a revision.</summary>
    public async Task<HubRepository> GetRepositoryAsync(string id, string revision, CancellationToken cancellationToken)
    {
        string path = $"api/models/{id}/revision/{Uri.EscapeDataString(revision)}?blobs=true";
        using JsonDocument info = (await GetJsonAsync(path, id, revision, cancellationToken).ConfigureAwait(false)).Document;
        HubRepository repository = HubListing.ReadInfo(info.RootElement, id);

        // Mirrors exist that list names only; the tree has the rest.
        return repository.Files.All(file => file.IsComplete)
            ? repository
            : repository with { Files = await GetTreeAsync(id, repository.Commit, cancellationToken).ConfigureAwait(false) ?? repository.Files };
    }

    /// <summary>Reads what a HEAD request says about a file whose checksum the listing lacks.</summary>
    public Task<HubFile> DescribeFileAsync(string id, string commit, string path, CancellationToken cancellationToken) => HubRetry.RunAsync(
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
                : throw HubListing.Unreadable(id, $"neither its listing nor its headers give size and checksum of '{path}'; if the HttpClient is your own, let it not follow redirects");
        },
        cancellationToken);

    public static string ResolvePath(string id, string commit, string path) =>
        $"{id}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    // Pages are linked like GitHub's: <address>; rel="next".
    private async Task<List<HubFile>?> GetTreeAsync(string id, string commit, CancellationToken cancellationToken)
    {
        List<HubFile> files = [];
        string? path = $"api/models/{id}/tree/{commit}?recursive=true";
        for (int pages = 0; path is not null; pages++)
        {
            if (pages == MaxListingPages)
            {
                throw HubListing.Unreadable(id, Invariant($"its list of files has more than {MaxListingPages} pages"));
            }

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
                files.AddRange(HubListing.ReadTree(page.Document.RootElement, id));
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
}
