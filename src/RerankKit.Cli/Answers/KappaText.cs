using System.Text.Json.Nodes;

namespace RerankKit.Cli.Answers;

/// <summary>An agreement in a sentence, and for machines.</summary>
internal static class KappaText
{
    public static string Of(string who, CohenKappa kappa, bool isOrdered)
    {
        string weighted = isOrdered ? $", weighted {Value(kappa.Linear)} (linear) and {Value(kappa.Quadratic)} (quadratic)" : "";
        return Invariant($"{who}: {100 * kappa.Agreement:0.0} % of {kappa.Count} the same, Cohen's kappa {Value(kappa.Plain)}{weighted}: {Word(kappa.Plain)}.");
    }

    public static JsonObject ToJson(CohenKappa kappa, bool isOrdered)
    {
        var json = new JsonObject { ["count"] = kappa.Count, ["agreement"] = kappa.Agreement, ["kappa"] = JsonReport.Number(kappa.Plain) };
        if (isOrdered)
        {
            json["linear"] = JsonReport.Number(kappa.Linear);
            json["quadratic"] = JsonReport.Number(kappa.Quadratic);
        }

        return json;
    }

    private static string Value(double? kappa) => kappa?.ToString("0.000", CultureInfo.InvariantCulture) ?? "not defined";

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
