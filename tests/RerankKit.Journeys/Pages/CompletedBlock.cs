using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RerankKit.Journeys;

/// <summary>
/// A block of C# as a reader completes it. Usings stand at the top of a file; without any it gets those of all packages. What begins with an access modifier or an attribute and stands
/// at the margin is a declaration. A block that begins with a dot goes on from a builder. Everything else are statements of a method, among what <c>Application/Introduced.cs</c> declares.
/// </summary>
internal static partial class CompletedBlock
{
    public static string Class(CodeBlock block) =>
        "Block_" + NoLetter().Replace(Path.GetFileNameWithoutExtension(block.Page), "_") + "_" + block.Line.ToString(CultureInfo.InvariantCulture);

    public static string Complete(CodeBlock block, string packageUsings, CodeBlock? settings)
    {
        List<(int Line, List<string> Lines)> usings = [], types = [], members = [], statements = [];
        foreach ((int line, List<string> lines) in Paragraphs(block))
        {
            string first = lines.FirstOrDefault(text => !text.StartsWith('[')) ?? "";
            (Using().IsMatch(first) ? usings : !Declaration().IsMatch(lines[0]) ? statements : Type().IsMatch(first) ? types : members).Add((line, lines));
        }

        string page = Path.GetFileNameWithoutExtension(block.Page) + (block.Language == "json" ? ".settings" : "");
        bool hasOwn = File.Exists(Path.Combine(AppContext.BaseDirectory, "Application", $"Introduced.{page}.cs"));
        string introduced = hasOwn ? "Introduced_" + NoLetter().Replace(page, "_") : "Introduced";
        var text = new StringBuilder("#pragma warning disable CS1998, CS0168, CS0219, CS8321 // A block shows less than a method is.\n#line default\n");
        text.Append(usings.Count == 0 ? packageUsings : "");
        Append(text, block, usings);
        text.Append(CultureInfo.InvariantCulture, $"namespace {Class(block)}_\n{{\n");
        Append(text, block, types);
        text.Append(CultureInfo.InvariantCulture, $"public sealed class {Class(block)} : Journey.{introduced}\n{{\n");
        Append(text, block, members);
        text.Append(CultureInfo.InvariantCulture, $"public override string Settings => \"\"\"\n{Settings(settings)}\n\"\"\";\n");
        text.Append("public override async System.Threading.Tasks.Task RunAsync()\n{\n");
        bool isContinued = statements is [var only] && only.Lines[0].StartsWith('.');
        text.Append(isContinued ? "source\n" : "");
        Append(text, block, statements);
        text.Append(isContinued ? ";\n" : "").Append("}\n}\n}\n");
        return text.ToString();
    }

    // A page shows all of it, a reranker's section, or its decorators; other rerankers that it names are lexical ones.
    private static string Settings(CodeBlock? block)
    {
        string text = block?.Text.TrimEnd() ?? "{}";
        if (block is null || text.Contains("\"Reranking\":", StringComparison.Ordinal))
        {
            return text;
        }

        const string Others = """
            "Rerankers": { "fast": { "Provider": "lexical" }, "precise": { "Provider": "lexical" }, "candidate-model": { "Provider": "lexical" } }
            """;
        string section = text.Contains("\"Rerankers\":", StringComparison.Ordinal) ? text
            : text.StartsWith('[') ? $"{{ \"Provider\": \"lexical\", \"Pipeline\": {text}, {Others} }}"
            : $"{text[..^1]}, {Others} }}";
        return $"{{ \"Reranking\": {section} }}";
    }

    private static IEnumerable<(int Line, List<string> Lines)> Paragraphs(CodeBlock block)
    {
        List<string> lines = [];
        for (int i = 0; i < block.Lines.Length; i++)
        {
            string line = block.Lines[i];
            bool begins = line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[0] is not ('{' or '}') && lines is [.., ""];
            if (begins && lines.Count > 0)
            {
                yield return (block.Line + i - lines.Count, lines);
                lines = [];
            }

            lines.Add(line);
        }

        yield return (block.Line + block.Lines.Length - lines.Count, lines);
    }

    private static void Append(StringBuilder text, CodeBlock block, List<(int Line, List<string> Lines)> paragraphs)
    {
        foreach ((int line, List<string> lines) in paragraphs)
        {
            text.Append(CultureInfo.InvariantCulture, $"#line {line} \"{block.Page}\"\n").AppendJoin('\n', lines).Append("\n#line default\n");
        }
    }

    [GeneratedRegex("[^A-Za-z0-9]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoLetter();

    [GeneratedRegex(@"^using [\w.]+;$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(public |internal |\[\w+\]$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^[\w ]*\b(class|interface|record|struct|enum) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Type();
}
