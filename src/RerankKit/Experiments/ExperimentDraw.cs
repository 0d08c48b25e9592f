using System.IO.Hashing;
using System.Text;

namespace RerankKit;

/// <summary>What is drawn for a caller: the same in every process and at every time.</summary>
internal static class ExperimentDraw
{
    /// <summary>Where the caller falls, from 0 (included) to 1 (excluded).</summary>
    public static double Share(string experiment, string caller) => (Hash(experiment, caller) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The caller in a log: tells callers apart, and does not say who they are.</summary>
    public static string Digest(string experiment, string caller) => Hash(experiment, caller, "in the log").ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The coins for a caller's query, so that its next page goes on from the same list.</summary>
    public static Random Coins(string experiment, string caller, string query) => new((int)Hash(experiment, caller, query));

    private static ulong Hash(params ReadOnlySpan<string> parts) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\0', parts)));
}
