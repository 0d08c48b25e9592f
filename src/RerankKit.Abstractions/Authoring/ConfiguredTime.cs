using System.Globalization;

namespace RerankKit.Authoring;

/// <summary>Reads the times of configuration, in the two spellings that say their unit.</summary>
internal static class ConfiguredTime
{
    public const string Allowed = "a time such as \"00:00:00.120\" or \"120ms\" (units ms, s, m, h, d)";

    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads <c>[d.]hh:mm:ss[.fff]</c>, or a number with its unit.</summary>
    /// <remarks>Not <see cref="TimeSpan.Parse(string)"/>: it takes "120" and "24:00:00" for days, and "1:30" for hours.</remarks>
    public static bool TryParse(string text, out TimeSpan value)
    {
        ReadOnlySpan<char> span = text.AsSpan().Trim();
        if (span.Contains(':'))
        {
            return TimeSpan.TryParseExact(span, "c", CultureInfo.InvariantCulture, out value) && span.Count(':') == 2;
        }

        value = default;
        foreach ((string suffix, long ticks) in Units)
        {
            if (span.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && decimal.TryParse(span[..^suffix.Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out decimal number)
                && Math.Abs(number) <= long.MaxValue / ticks)
            {
                value = TimeSpan.FromTicks((long)(number * ticks));
                return true;
            }
        }

        return false;
    }
}
