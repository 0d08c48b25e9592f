namespace RerankKit.Models;

/// <summary>Reads which windows won.</summary>
public static class PassageWindowsExtensions
{
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
