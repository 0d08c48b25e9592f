using System.Globalization;

namespace SearchWeb.Searching;

/// <summary>What somebody searches, and with which settings; the page's address holds the same.</summary>
/// <param name="Query">What was typed.</param>
/// <param name="Settings">How it is ranked.</param>
internal sealed record SearchRequest(string Query, SearchSettings Settings)
{
    private const int MaxQueryLength = 1000;

    /// <summary>Reads the parameters of an address.</summary>
    /// <exception cref="BadHttpRequestException">One is missing, out of range or not known.</exception>
    public static SearchRequest Read(IQueryCollection parameters, params ReadOnlySpan<string> others)
    {
        SearchSettings settings = SearchSettings.Read(parameters, ["q", .. others]);
        string query = SearchSettings.Value(parameters, "q") ?? "";
        return string.IsNullOrWhiteSpace(query) ? throw new BadHttpRequestException("q is missing or blank; it holds the query, for example ?q=rotate+the+signing+key.")
            : query.Length > MaxQueryLength ? throw new BadHttpRequestException(string.Create(CultureInfo.InvariantCulture, $"q has {query.Length} characters; allowed are {MaxQueryLength}."))
            : new(query, settings);
    }
}
