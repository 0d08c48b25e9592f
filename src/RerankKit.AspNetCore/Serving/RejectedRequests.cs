using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace RerankKit.AspNetCore;

/// <summary>Has ASP.NET Core's rate limiter refuse requests of ours in their dialect, with status 429 and when to come again, where the application does not say otherwise.</summary>
internal sealed class RejectedRequests : IPostConfigureOptions<RateLimiterOptions>
{
    public void PostConfigure(string? name, RateLimiterOptions options) => options.OnRejected ??= static async (rejected, _) =>
    {
        if (rejected.HttpContext.GetEndpoint()?.Metadata.GetMetadata<DialectMetadata>() is { } metadata)
        {
            int seconds = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds)) : 1;
            var problem = new RerankProblem(ProblemKind.Busy, "There were too many requests.") { RetryAfter = seconds };
            await ProblemAnswer.WriteAsync(rejected.HttpContext, metadata.Dialect, problem).ConfigureAwait(false);
        }
    };
}
