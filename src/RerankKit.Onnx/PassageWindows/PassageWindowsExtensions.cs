namespace RerankKit.Onnx;

/// <summary>Adds windows to a pipeline, and reads which ones won.</summary>
public static class PassageWindowsExtensions
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
        return builder.Use((inner, services) => new PassageWindowsReranker(inner, options, (TimeProvider?)services.GetService(typeof(TimeProvider))));
    }

    /// <summary>For each candidate, in the caller's order, the window that gave it its score.</summary>
    /// <param name="response">A response that came through <see cref="PassageWindowsReranker"/>.</param>
    /// <returns>One entry per candidate; null when the response did not come through windows.</returns>
    public static IReadOnlyList<PassageWindow>? GetPassageWindows(this RerankResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.AdditionalProperties?.TryGetValue(PassageWindowsReranker.PropertyName, out object? windows) == true
            ? windows as IReadOnlyList<PassageWindow>
            : null;
    }
}
