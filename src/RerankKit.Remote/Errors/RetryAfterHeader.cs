using System.Net.Http.Headers;

namespace RerankKit.Remote;

/// <summary>Reads how long a provider asks to wait: <c>retry-after-ms</c>, then <c>Retry-After</c> in seconds, whole or fractional, or as a date.</summary>
internal static class RetryAfterHeader
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Number(headers, "retry-after-ms") is double milliseconds)
        {
            return Wait(milliseconds / 1000);
        }

        if (Number(headers, "Retry-After") is double seconds)
        {
            return Wait(seconds);
        }

        return headers.NonValidated.TryGetValues("Retry-After", out HeaderStringValues values)
            && DateTimeOffset.TryParse(values.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? Wait((date - now).TotalSeconds)
            : null;
    }

    private static double? Number(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values)
        && double.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    private static TimeSpan Wait(double seconds) =>
        seconds <= 0 ? TimeSpan.Zero : seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
}
