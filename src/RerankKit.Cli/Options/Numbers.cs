namespace RerankKit.Cli.Options;

/// <summary>Reads numbers the same way on every machine: a point, no thousands.</summary>
internal static class Numbers
{
    public static int Whole(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new FormatException("expected a whole number such as 60.");

    public static ulong Natural(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new FormatException("expected a whole number, 0 or more.");

    public static double Real(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new FormatException("expected a number such as 0.5.");

    public static decimal Money(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value > 0
            ? value
            : throw new FormatException("expected an amount such as 2.50.");

    public static TimeSpan Time(string text) =>
        ConfiguredTime.TryParse(text, out TimeSpan value) ? value : throw new FormatException($"expected {ConfiguredTime.Allowed}.");

    public static double[] Reals(string text) => Array.ConvertAll(text.Split(','), part => Real(part.Trim()));
}
