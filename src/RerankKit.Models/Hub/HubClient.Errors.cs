using System.Net;

namespace RerankKit.Models;

// What the hub's refusals mean (huggingface_hub 1.x, utils/_http.py): X-Error-Code names the reason, the status alone does not.
internal sealed partial class HubClient
{
    /// <summary>Throws unless the answer is a success.</summary>
    /// <exception cref="ModelStoreException">The hub refused, for good.</exception>
    /// <exception cref="TransientHubException">The hub failed, perhaps not the next time.</exception>
    private void Check(HttpResponseMessage response, string id, string revision, string? file)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        HttpStatusCode status = response.StatusCode;
        string? message = Header(response, "X-Error-Message");
        string page = new Uri(settings.Endpoint, id).AbsoluteUri;
        throw (Header(response, "X-Error-Code"), (int)status) switch
        {
            ("GatedRepo", _) => new ModelStoreException(
                ModelStoreError.Gated,
                settings.Token is null
                    ? $"{id} is gated: accept its terms at {page} and set HF_TOKEN to an access token of that account."
                    : $"{id} is gated, and the account of the access token (HF_TOKEN) has not been let in: accept the terms at {page} with that account."),
            ("RevisionNotFound", _) => new ModelStoreException(
                ModelStoreError.RevisionNotFound, $"{id} has no revision '{revision}'. Its branches and commits are listed at {page}/tree/main."),
            ("EntryNotFound", _) => new ModelStoreException(
                ModelStoreError.FileNotFound, $"{id} has no file '{file}' at revision '{revision}'. Its files are listed at {page}/tree/{revision}."),
            (_, 401) when message?.Contains("Invalid credentials", StringComparison.OrdinalIgnoreCase) == true => new ModelStoreException(
                ModelStoreError.Gated, "The hub does not accept the access token. Set HF_TOKEN to a valid one, or unset it (and remove the token file) for public models."),
            ("RepoNotFound", _) or (_, 401) or (_, 404) => new ModelStoreException(
                ModelStoreError.NotFound,
                settings.Token is null
                    ? $"There is no model '{id}' at {settings.Endpoint}, or it is private. Check the spelling; for a private model set HF_TOKEN."
                    : $"There is no model '{id}' at {settings.Endpoint}, or the access token (HF_TOKEN) does not open it. Check the spelling and the token."),
            (_, 403) => new ModelStoreException(
                ModelStoreError.Gated, $"The hub does not let the access token read {id}: {message ?? "403 Forbidden"}. Give the token (HF_TOKEN) the right to read it, or accept the terms at {page}."),
            (_, 408 or 429 or 500 or 502 or 503 or 504) => new TransientHubException(Describe(response, message), RetryAfter(response)),
            _ => new ModelStoreException(ModelStoreError.Other, $"The hub answered {Describe(response, message)} to a request for {id}{(file is null ? "" : $"/{file}")}."),
        };
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static string Describe(HttpResponseMessage response, string? message) =>
        Invariant($"{(int)response.StatusCode} {response.ReasonPhrase}{(message is null ? "" : $" ({message})")}");

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delta } => delta,
            { Date: DateTimeOffset date } => date - timeProvider.GetUtcNow(),
            _ => null,
        };
        return wait >= TimeSpan.Zero && wait <= TimeSpan.FromMinutes(10) ? wait : null;
    }
}
