using RerankKit;
using RerankKit.Models;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds windows to a pipeline.</summary>
public static class PassageWindowsRerankerBuilderExtensions
{
    /// <summary>Scores documents that are too long for the model window by window.</summary>
    /// <param name="builder">The pipeline. Put it inside of a cap, so that only candidates that are scored are cut.</param>
    /// <param name="configure">Sets length, overlap and aggregation.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UsePassageWindows(this RerankerBuilder builder, Action<PassageWindowsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new PassageWindowsOptions();
        configure?.Invoke(options);
        return builder.UsePassageWindows(options);
    }

    internal static RerankerBuilder UsePassageWindows(this RerankerBuilder builder, PassageWindowsOptions options) =>
        builder.Use((inner, services) => new PassageWindowsReranker(inner, options, services.GetTimeProvider()));
}
