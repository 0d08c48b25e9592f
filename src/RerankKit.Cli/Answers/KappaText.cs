using System.Globalization;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Answers;

/// <summary>An agreement in a sentence.</summary>
internal static class KappaText
{
    public static string Of(string who, CohenKappa kappa, bool isOrdered)
    {
        string weighted = isOrdered ? $", weighted {Value(kappa.Linear)} (linear) and {Value(kappa.Quadratic)} (quadratic)" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{who}: {100 * kappa.Agreement:0.0} % of {kappa.Count} the same, Cohen's kappa {Value(kappa.Plain)}{weighted}: {Word(kappa.Plain)}.");
    }

    private static string Value(double? kappa) => kappa is double value ? value.ToString("0.000", CultureInfo.InvariantCulture) : "not defined";

    // Landis and Koch (1977).
    private static string Word(double? kappa) => kappa switch
    {
        null => "both gave one grade to all",
        < 0 => "less than chance",
        <= 0.2 => "slight",
        <= 0.4 => "fair",
        <= 0.6 => "moderate",
        <= 0.8 => "substantial",
        _ => "almost perfect",
    };
}
