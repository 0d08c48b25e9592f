using System.Text.RegularExpressions;

namespace RerankKit.Models;

/// <summary>Puts texts in the places of a piece of a prompt, once: what is put in is not searched for further places.</summary>
internal static partial class PromptPiece
{
    /// <summary>Replaces the placeholders.</summary>
    public static string Fill(string piece, string? instruction, string query, string document = "") => Place().Replace(piece, place => place.Value switch
    {
        "{instruction}" => instruction ?? "",
        "{query}" => query,
        _ => document,
    });

    [GeneratedRegex(@"\{(?:instruction|query|document)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
