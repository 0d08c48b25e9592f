using System.Net;

namespace RerankKit.Models;

internal sealed partial class HubClient
{
    /// <summary>Opens a file of a model from a position on.</summary>
    /// <returns>An answer with the content from <c>Content-Range</c> on, or from the beginning where it has none.</returns>
    public async Task<HttpResponseMessage> OpenFileAsync(string id, string commit, string path, long from, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await SendAsync(HttpMethod.Get, ResolvePath(id, commit, path), from, isHubAnswer: false, cancellationToken).ConfigureAwait(false);
        try
        {
            if (from > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                response.Dispose();
                response = await SendAsync(HttpMethod.Get, ResolvePath(id, commit, path), 0, isHubAnswer: false, cancellationToken).ConfigureAwait(false);
            }

            Check(response, id, commit, path);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
