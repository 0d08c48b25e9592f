namespace RerankKit.Evaluation;

/// <summary>Which of two interleaved rankings users preferred. Immutable.</summary>
/// <remarks>
/// A call is won by the list that chose more of the clicked documents, a caller by the list that won more of the caller's calls. The preference is
/// (wins + ties / 2) / callers − 1/2, as in Chapelle, Joachims, Radlinski and Yue, "Large-scale validation and analysis of interleaved search evaluation",
/// TOIS 30 (2012); the p-value is that of the two-sided sign test over callers that are no ties.
/// </remarks>
/// <param name="Before">The name of one list.</param>
/// <param name="After">The name of the other.</param>
/// <param name="WinsOfBefore">Callers who preferred <paramref name="Before"/>.</param>
/// <param name="WinsOfAfter">Callers who preferred <paramref name="After"/>.</param>
/// <param name="Ties">Callers who preferred neither.</param>
/// <param name="Requests">Interleaved calls with a click.</param>
public sealed record InterleavingComparison(string Before, string After, int WinsOfBefore, int WinsOfAfter, int Ties, int Requests)
{
    /// <summary>Callers with a click; calls where nobody says who calls.</summary>
    public int Callers => WinsOfBefore + WinsOfAfter + Ties;

    /// <summary>From −1/2, everybody prefers <see cref="Before"/>, to 1/2, everybody prefers <see cref="After"/>; 0 without a click.</summary>
    public double Preference => Callers == 0 ? 0 : ((WinsOfAfter + (Ties / 2.0)) / Callers) - 0.5;

    /// <summary>The p-value of the sign test.</summary>
    public double PValue => SignTest(WinsOfBefore, WinsOfAfter);

    /// <summary>Compares two lists by the clicks on interleaved rankings.</summary>
    /// <param name="rankings">The calls; those that were not interleaved of both lists, or have no click, do not count.</param>
    /// <param name="before">The name of one list.</param>
    /// <param name="after">The name of the other.</param>
    /// <returns>The comparison.</returns>
    public static InterleavingComparison Compare(IEnumerable<LoggedRanking> rankings, string before, string after)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentException.ThrowIfNullOrEmpty(before);
        ArgumentException.ThrowIfNullOrEmpty(after);
        var preferences = new Dictionary<string, int>(StringComparer.Ordinal);
        int requests = 0;
        foreach (LoggedRanking ranking in rankings)
        {
            if (ranking.Interleaved is { } list && ranking.Lists.ContainsKey(before) && ranking.Lists.ContainsKey(after) && ranking.Clicks.Count > 0)
            {
                requests++;
                int clicks = ranking.Clicks.Sum(id => list.RankOf(id) is not int rank ? 0 : list.Teams[rank - 1] == after ? 1 : list.Teams[rank - 1] == before ? -1 : 0);
                preferences[ranking.Unit] = preferences.GetValueOrDefault(ranking.Unit) + Math.Sign(clicks);
            }
        }

        return new(
            before,
            after,
            preferences.Values.Count(preference => preference < 0),
            preferences.Values.Count(preference => preference > 0),
            preferences.Values.Count(preference => preference == 0),
            requests);
    }

    /// <summary>The two-sided sign test: the chance that of as many fair coins at least as many fall on one side.</summary>
    /// <param name="heads">Those that fell on one side.</param>
    /// <param name="tails">Those that fell on the other.</param>
    /// <returns>The p-value; 1 without any.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static double SignTest(int heads, int tails)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(heads);
        ArgumentOutOfRangeException.ThrowIfNegative(tails);
        int count = heads + tails;
        double logChance = -count * Math.Log(2);
        double tail = 0;
        for (int i = 0; i <= Math.Min(heads, tails); i++)
        {
            tail += Math.Exp(logChance);
            logChance += Math.Log(count - i) - Math.Log(i + 1);
        }

        return Math.Min(1, 2 * tail);
    }
}
