namespace RerankKit.Evaluation;

/// <summary>Which of two interleaved rankings users preferred. Immutable.</summary>
/// <remarks>
/// A request is won by the list that chose more of the clicked documents. The preference is (wins + ties / 2) / requests − 1/2, as in Chapelle,
/// Joachims, Radlinski and Yue, "Large-scale validation and analysis of interleaved search evaluation", TOIS 30 (2012), equation 1; the p-value is that
/// of the two-sided sign test over requests that are no ties.
/// </remarks>
public sealed class InterleavingComparison
{
    private InterleavingComparison(string a, string b, int winsOfA, int winsOfB, int ties)
    {
        A = a;
        B = b;
        WinsOfA = winsOfA;
        WinsOfB = winsOfB;
        Ties = ties;
        PValue = SignTest(winsOfA, winsOfB);
    }

    /// <summary>The name of one list.</summary>
    public string A { get; }

    /// <summary>The name of the other.</summary>
    public string B { get; }

    /// <summary>Requests in which more clicks went to <see cref="A"/>.</summary>
    public int WinsOfA { get; }

    /// <summary>Requests in which more clicks went to <see cref="B"/>.</summary>
    public int WinsOfB { get; }

    /// <summary>Requests with as many clicks for both.</summary>
    public int Ties { get; }

    /// <summary>Interleaved requests with a click.</summary>
    public int Requests => WinsOfA + WinsOfB + Ties;

    /// <summary>From −1/2, everybody prefers <see cref="A"/>, to 1/2, everybody prefers <see cref="B"/>; 0 without a request.</summary>
    public double PreferenceForB => Requests == 0 ? 0 : ((WinsOfB + (Ties / 2.0)) / Requests) - 0.5;

    /// <summary>The p-value of the sign test.</summary>
    public double PValue { get; }

    /// <summary>Compares two lists by the clicks on interleaved rankings.</summary>
    /// <param name="rankings">The calls; those that were not interleaved of both lists, or have no click, do not count.</param>
    /// <param name="a">The name of one list.</param>
    /// <param name="b">The name of the other.</param>
    /// <returns>The comparison.</returns>
    public static InterleavingComparison Compare(IEnumerable<LoggedRanking> rankings, string a, string b)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        (int winsOfA, int winsOfB, int ties) = (0, 0, 0);
        foreach (LoggedRanking ranking in rankings.Where(ranking => ranking.Teams.Count > 0 && ranking.Lists.ContainsKey(a) && ranking.Lists.ContainsKey(b)))
        {
            int clicksOfA = ranking.Clicks.Count(id => ranking.Teams.GetValueOrDefault(id) == a);
            int clicksOfB = ranking.Clicks.Count(id => ranking.Teams.GetValueOrDefault(id) == b);
            if (clicksOfA + clicksOfB > 0)
            {
                winsOfA += clicksOfA > clicksOfB ? 1 : 0;
                winsOfB += clicksOfB > clicksOfA ? 1 : 0;
                ties += clicksOfA == clicksOfB ? 1 : 0;
            }
        }

        return new(a, b, winsOfA, winsOfB, ties);
    }

    /// <summary>The two-sided sign test: the chance that of as many fair coins at least as many fall on one side.</summary>
    /// <param name="winsOfA">Those that fell on one side.</param>
    /// <param name="winsOfB">Those that fell on the other.</param>
    /// <returns>The p-value; 1 without any.</returns>
    public static double SignTest(int winsOfA, int winsOfB)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(winsOfA);
        ArgumentOutOfRangeException.ThrowIfNegative(winsOfB);
        int count = winsOfA + winsOfB;
        double logChance = -count * Math.Log(2);
        double tail = 0;
        for (int wins = 0; wins <= Math.Min(winsOfA, winsOfB); wins++)
        {
            tail += Math.Exp(logChance);
            logChance += Math.Log(count - wins) - Math.Log(wins + 1);
        }

        return Math.Min(1, 2 * tail);
    }
}
