namespace RerankKit.Journeys;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, from the repository's root.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Language">What stands behind the fence; empty where nothing does.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record CodeBlock(string Page, int Line, string Language, string[] Lines)
{
    /// <summary>README.md and everything in docs, without decisions.</summary>
    public static CodeBlock[] All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md")
            .Order(StringComparer.Ordinal)
            .Prepend(Path.Combine(RepositoryRoot.Path, "README.md"))
            .SelectMany(Read),
    ];

    public string Text => string.Join('\n', Lines);

    public override string ToString() => $"{Page}:{Line}";

    private static IEnumerable<CodeBlock> Read(string path)
    {
        string page = Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/');
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, "```", i + 1);
                Assert.That(end, Is.Positive, $"{page}:{i + 1}: a fence that does not end.");
                yield return new(page, i + 2, lines[i][3..].Trim(), lines[(i + 1)..end]);
                i = end;
            }
        }
    }
}
