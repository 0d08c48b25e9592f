using System.Text.RegularExpressions;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Which numbers OpenSearch's connectors read as double precision: executed with json-smart 2.5.2, which gives a Java Double for these and for no others.</summary>
internal static partial class OpenSearchNumbers
{
    public static bool AreRead(string number) => number.Length <= 18 && Double().IsMatch(number);

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+([eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Double();
}
