using System.Globalization;
using SearchWeb.Retrieval;

namespace SearchWeb.Searching;

/// <summary>The switches of the page.</summary>
/// <param name="Reranker">One of <see cref="Rerankers.Names"/>, or <c>none</c>.</param>
/// <param name="Depth">How many of the first stage's passages are reranked; the others follow in its order.</param>
/// <param name="Blend">The reranker's share of a blend with the first stage's score, 0 to 1; null for none.</param>
/// <param name="Budget">How long the reranker may take; null for no limit.</param>
/// <param name="Gate">The relative gap of first-stage scores from which on the first stage is trusted; null for no gate.</param>
internal sealed record SearchSettings(string Reranker, int Depth, double? Blend, TimeSpan? Budget, double? Gate)
{
    public const string NoReranker = "none";
    private const int LongestBudget = 60_000;

    /// <summary>What a page without parameters has.</summary>
    public static readonly SearchSettings Default = new(Rerankers.MiniLM, HybridRetriever.Depth, null, null, null);

    private static readonly string[] Known = ["reranker", "depth", "blend", "budget", "gate"];

    /// <summary>Reads the parameters of an address; one that is missing or empty has its default.</summary>
    /// <exception cref="BadHttpRequestException">One is out of range or not known.</exception>
    public static SearchSettings Read(IQueryCollection parameters, params ReadOnlySpan<string> others)
    {
        string[] known = [.. others, .. Known];
        foreach (string name in parameters.Keys)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new BadHttpRequestException($"There is no parameter '{name}'; there are {string.Join(", ", known)}.");
            }
        }

        string reranker = Value(parameters, "reranker") ?? Default.Reranker;
        string[] rerankers = [NoReranker, .. Rerankers.Names];
        if (!rerankers.Contains(reranker, StringComparer.Ordinal))
        {
            throw Refused("reranker", reranker, string.Join(", ", rerankers));
        }

        return new(
            reranker,
            (int?)Number(parameters, "depth", 1, HybridRetriever.Depth, isWhole: true) ?? Default.Depth,
            Number(parameters, "blend", 0, 1),
            Number(parameters, "budget", 1, LongestBudget, isWhole: true) is double milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Number(parameters, "gate", 0.01, 1));
    }

    private static double? Number(IQueryCollection parameters, string name, double least, double most, bool isWhole = false)
    {
        if (Value(parameters, name) is not { } text)
        {
            return null;
        }

        bool isNumber = double.TryParse(text, isWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return isNumber && number >= least && number <= most
            ? number
            : throw Refused(name, text, string.Create(CultureInfo.InvariantCulture, $"a {(isWhole ? "whole number" : "number")} from {least} to {most}"));
    }

    public static string? Value(IQueryCollection parameters, string name) => parameters[name] switch
    {
        [] => null,
        [{ Length: > 0 } only] => only,
        [_] => null,
        _ => throw new BadHttpRequestException($"{name} comes more than once."),
    };

    private static BadHttpRequestException Refused(string name, string value, string allowed) => new($"{name} is '{value}'; allowed is {allowed}.");
}
