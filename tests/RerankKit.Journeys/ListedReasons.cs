namespace RerankKit.Journeys;

/// <summary>What a journey leaves out, each with its reason: lines of <c>page | how the line begins | reason</c>.</summary>
internal sealed class ListedReasons(string file)
{
    private readonly string[][] _lines =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, file))
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split(" | ", 3)),
    ];

    /// <summary>The reason of what begins so on a page; null where it is not left out.</summary>
    public string? Of(string page, string first) => Array.Find(_lines, line => IsFor(line, page, first))?[2];

    /// <summary>Fails where a line has no reason, or is for nothing of a page any more.</summary>
    public void AreAllFor(IReadOnlyCollection<(string Page, string First)> all)
    {
        Assert.That(_lines, Has.All.Length.EqualTo(3), $"A line of {file} is: page | how the line begins | reason");
        string[] unused = [.. _lines.Where(line => all.Count(item => IsFor(line, item.Page, item.First)) != 1).Select(line => string.Join(" | ", line))];
        Assert.That(unused, Is.Empty, $"These lines of {file} are for nothing, or for more than one, on their page.");
    }

    private static bool IsFor(string[] line, string page, string first) => line[0] == page && first.StartsWith(line[1], StringComparison.Ordinal);
}
