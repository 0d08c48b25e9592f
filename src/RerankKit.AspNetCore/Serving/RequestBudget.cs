using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace RerankKit.AspNetCore;

/// <summary>How long a request may wait and be scored: most of the shortest of what the server, the endpoint and the request say.</summary>
internal static class RequestBudget
{
    private const string Own = "RerankKit-Time-Budget";
    private const string Envoy = "x-envoy-expected-rq-timeout-ms";

    // A batch under way ends first, and the answer has to be written yet, before the time is over.
    private const double Share = 0.9;

    /// <exception cref="RerankProblem">The request's own budget is no time.</exception>
    public static TimeSpan? Of(HttpContext context, TimeSpan? usual)
    {
        TimeSpan? budget = usual;
        if (context.GetEndpoint()?.Metadata is { } metadata)
        {
            TimeSpan? timeout = metadata.GetMetadata<RequestTimeoutPolicy>()?.Timeout ?? metadata.GetMetadata<RequestTimeoutAttribute>()?.Timeout;
            budget = CallBudget.Shorter(budget, timeout);
        }

        IHeaderDictionary headers = context.Request.Headers;
        if (headers[Envoy] is [string milliseconds] && int.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0)
        {
            budget = CallBudget.Shorter(budget, TimeSpan.FromMilliseconds(limit));
        }

        if (headers[Own] is { Count: > 0 } given)
        {
            budget = ConfiguredTime.TryParse(given.ToString(), out TimeSpan own) && own > TimeSpan.Zero ? CallBudget.Shorter(budget, own)
                : throw new RerankProblem(ProblemKind.Invalid, $"The header {Own} is {ConfiguredTime.Allowed}, and more than zero.", Own);
        }

        return budget * Share;
    }
}
