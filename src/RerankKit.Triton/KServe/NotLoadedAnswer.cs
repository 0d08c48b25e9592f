using System.Net;

namespace RerankKit.Triton;

/// <summary>Recognises a server that answers well, but does not have the model, or not yet.</summary>
/// <remarks>
/// The protocol has no status for it, so the words decide: Triton says "Request for unknown model: ... is not found", "... has no available versions" or "... is not at ready state"
/// with 400, since release 24.01 with 404 or 503; OpenVINO Model Server "Model with requested name is not found", "... version is retired", "... is not loaded yet"; MLServer "Model ... not found";
/// KServe "Model with name ... does not exist", "... is not ready". Anything else with these statuses is the request's own fault.
/// </remarks>
internal static class NotLoadedAnswer
{
    private const int LongestBody = 16_384;
    private static readonly string[] States =
        ["not found", "not exist", "not ready", "not at ready state", "no available versions", "not loaded", "is loading", "is retired", "not available"];

    /// <summary>Whether an answer says so, by its error as <see cref="KServeJson.Error"/> reads it.</summary>
    public static bool Is(HttpStatusCode status, string error) =>
        CanBe(status)
        && (error.StartsWith("model", StringComparison.OrdinalIgnoreCase) || error.Contains("unknown model", StringComparison.OrdinalIgnoreCase))
        && Array.Exists(States, state => error.Contains(state, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an answer says so; its body is in memory, and can be read again.</summary>
    public static async ValueTask<bool> IsAsync(HttpResponseMessage buffered, CancellationToken cancellationToken) =>
        CanBe(buffered.StatusCode)
        && buffered.Content.Headers.ContentLength is > 0 and <= LongestBody
        && Is(buffered.StatusCode, KServeJson.Error(await buffered.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)));

    private static bool CanBe(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable;
}
