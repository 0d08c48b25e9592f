using System.Globalization;
using RerankKit.Cli.Options;

namespace RerankKit.Cli.Online;

/// <summary>Reads times and lengths of time.</summary>
internal static class OnlineNumbers
{
    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new FormatException("expected a time such as 2026-11-29T06:00:00Z.");

    public static double Positive(string text) =>
        Numbers.Real(text) is > 0 and < 1e9 and var value ? value : throw new FormatException("expected a number of more than 0.");
}
