using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RerankKit.Evaluation;

/// <summary>Reads <c>name[@k][(p, rel=N)]</c>, the parentheses before or behind the cutoff, and trec_eval's <c>name_k</c> (as it prints) and <c>name.k</c> (as it is asked).</summary>
internal static class MetricParser
{
    public static bool TryParse(string text, [NotNullWhen(true)] out RankingMetric? metric, [NotNullWhen(false)] out string? problem)
    {
        metric = null;
        string rest = text.Trim().ToLowerInvariant();
        if (!TryCutArguments(ref rest, out string arguments))
        {
            problem = $"Metric '{text}' has unbalanced parentheses. Write for example rbp(0.8) or recall@100(rel=2).";
            return false;
        }

        string name = CutCutoff(rest, out string? cutoff);
        MetricDefinition? definition = Array.Find(MetricDefinition.All, d => d.Names.Contains(name, StringComparer.Ordinal));
        if (definition is null)
        {
            problem = $"Metric '{text}' is not known. Known are: {string.Join(", ", RankingMetric.KnownNames)}; also with a relevance level as in recall@100(rel=2), and as trec_eval writes them.";
            return false;
        }

        if (cutoff is null && name.EndsWith("_cut", StringComparison.Ordinal))
        {
            problem = $"Metric '{text}' needs a cutoff; write for example {name}.10, or {definition.Names[0]} for all ranks.";
            return false;
        }

        problem = Read(definition, text, cutoff, arguments, out MetricArguments read);
        metric = problem is null ? definition.Create(read) : null;
        return metric is not null;
    }

    private static bool TryCutArguments(ref string text, out string arguments)
    {
        int open = text.IndexOf('(', StringComparison.Ordinal);
        int close = text.IndexOf(')', StringComparison.Ordinal);
        arguments = "";
        if (open < 0 && close < 0)
        {
            return true;
        }

        if (open < 0 || close < open || text.AsSpan(close + 1).ContainsAny('(', ')'))
        {
            return false;
        }

        arguments = text[(open + 1)..close];
        text = text[..open] + text[(close + 1)..];
        return true;
    }

    private static string CutCutoff(string text, out string? cutoff)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        at = at >= 0 ? at : BeforeDigit(text, text.LastIndexOf('_'));
        at = at >= 0 ? at : BeforeDigit(text, text.IndexOf('.', StringComparison.Ordinal));
        cutoff = at < 0 ? null : text[(at + 1)..];
        return at < 0 ? text : text[..at];
    }

    private static int BeforeDigit(string text, int separator) =>
        separator > 0 && separator + 1 < text.Length && char.IsAsciiDigit(text[separator + 1]) ? separator : -1;

    private static string? Read(MetricDefinition definition, string text, string? cutoff, string arguments, out MetricArguments read)
    {
        read = default;
        if (cutoff is not null)
        {
            if (definition.TakesPersistence && cutoff.Contains('.', StringComparison.Ordinal))
            {
                arguments = arguments.Length > 0 ? $"{cutoff},{arguments}" : cutoff;
            }
            else if (!definition.TakesCutoff)
            {
                return $"Metric '{text}' has a cutoff, but {definition.Names[0]} takes none.";
            }
            else if (!TryParseCount(cutoff, out int k))
            {
                return $"Metric '{text}' has the cutoff '{cutoff}'; allowed is a whole number of ranks, 1 or more.";
            }
            else
            {
                read = read with { Cutoff = k };
            }
        }
        else if (definition.NeedsCutoff)
        {
            return $"Metric '{text}' needs a cutoff; write for example {definition.Names[0]}@10.";
        }

        foreach (string argument in arguments.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string? problem = ReadArgument(definition, text, argument, ref read);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? ReadArgument(MetricDefinition definition, string text, string argument, ref MetricArguments read)
    {
        if (argument.StartsWith("rel=", StringComparison.Ordinal))
        {
            if (!definition.TakesRelevanceLevel)
            {
                return $"Metric '{text}' has a relevance level, but {definition.Names[0]} takes none.";
            }

            if (!TryParseCount(argument.AsSpan("rel=".Length), out int level))
            {
                return $"Metric '{text}' has the relevance level '{argument}'; allowed is rel=N with a whole number of 1 or more.";
            }

            read = read with { RelevanceLevel = level };
            return null;
        }

        if (!definition.TakesPersistence)
        {
            return $"Metric '{text}' has the argument '{argument}'; allowed is {(definition.TakesRelevanceLevel ? "rel=N" : "none")}.";
        }

        ReadOnlySpan<char> number = argument.StartsWith("p=", StringComparison.Ordinal) ? argument.AsSpan(2) : argument;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double persistence) || persistence is not (> 0 and < 1))
        {
            return $"Metric '{text}' has the argument '{argument}'; allowed is a persistence of more than 0 and less than 1 such as 0.8, and rel=N.";
        }

        read = read with { Persistence = persistence };
        return null;
    }

    private static bool TryParseCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count >= 1;
}
