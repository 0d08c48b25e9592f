using System.Text.RegularExpressions;

namespace RerankKit.Packaging.Tests;

/// <summary>The pages can be read in a terminal, and their links lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    private const int Width = 120;

    private static IEnumerable<string> Pages() =>
        [
            "README.md",
            .. new[] { "docs", "samples" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.md", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/'))
                .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [TestCaseSource(nameof(Pages))]
    public void TextIsWrapped(string page)
    {
        string[] tooLong = [.. Prose(page).Where(line => line.Length > Width && line.TrimStart().Contains(' ', StringComparison.Ordinal) && !Unbreakable().IsMatch(line))];
        Assert.That(tooLong, Is.Empty);
    }

    [TestCaseSource(nameof(Pages))]
    public void LinksLeadSomewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryRoot.Path, page))!;
        Assert.Multiple(() =>
        {
            foreach (string link in Lines(page, code: false).SelectMany(line => Link().Matches(line)).Select(match => match.Groups["link"].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)))
            {
                string[] parts = link.Split('#', 2);
                string target = parts[0].Length == 0 ? Path.Combine(RepositoryRoot.Path, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
                Assert.That(File.Exists(target) || Directory.Exists(target), Is.True, $"{page} links to {link}, which is not there");
                if (parts.Length == 2 && File.Exists(target))
                {
                    Assert.That(Anchors(target), Does.Contain(parts[1]), $"{page} links to {link}");
                }
            }
        });
    }

    // Tables cannot be wrapped.
    private static IEnumerable<string> Prose(string page) => Lines(page, code: false).Where(line => !line.TrimStart().StartsWith('|'));

    private static IEnumerable<string> Lines(string page, bool code)
    {
        bool isCode = false;
        foreach (string line in File.ReadLines(Path.Combine(RepositoryRoot.Path, page)))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (isCode == code)
            {
                yield return line;
            }
        }
    }

    // As GitHub makes them of headings.
    private static IEnumerable<string> Anchors(string file) =>
        Lines(Path.GetRelativePath(RepositoryRoot.Path, file), code: false)
            .Where(line => line.StartsWith('#'))
            .Select(line => NoAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<link>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NoAnchor();

    // One link or span of code that is longer than a line, with the list's mark before it.
    [GeneratedRegex(@"^\s*([-*] |\d+\. )?(`[^`]*`|\[[^\]]*\]\([^)]*\))\S*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unbreakable();
}
