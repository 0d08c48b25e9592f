namespace RerankKit.Models;

/// <summary>What a licence's short name says about commercial use.</summary>
internal static class ModelLicence
{
    /// <summary>Whether the name is that of a licence without commercial use: <c>cc-by-nc-4.0</c>, <c>fair-noncommercial-research-license</c>.</summary>
    public static bool IsNonCommercial(string? licence)
    {
        if (licence is null)
        {
            return false;
        }

        string[] words = licence.ToLowerInvariant().Split(['-', '_', ' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return Array.Exists(words, word => word is "nc" or "noncommercial")
            || string.Join('-', words).Contains("non-commercial", StringComparison.Ordinal)
            || string.Join('-', words).Contains("research-only", StringComparison.Ordinal);
    }
}
