using System.Text;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit report</c>: pages of a sweep's results.</summary>
internal static class ReportCommand
{
    private const string Notes =
        """
        Nothing is called and nothing is loaded from anywhere: all of it is in the results, and the page has its charts in it. By its name an
        output is a page (.html), Markdown for a pull request (.md), or a table of every query of every row (.csv).

        Examples:
          rerankkit report results.jsonl --output report.html
          rerankkit report results.jsonl.gz --output report.html report.md queries.csv
        """;

    private static readonly Dictionary<string, Action<SweepPages, TextWriter>> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = SweepPage.Write,
        [".htm"] = SweepPage.Write,
        [".md"] = SweepMarkdown.Write,
        [".csv"] = SweepCsv.Write,
    };

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("report", "Makes a page, Markdown or CSV of a sweep's results.", Notes);
        var results = new Argument<string>("results") { Description = "What rerankkit sweep wrote, plain or packed." };
        Option<string[]> outputs = ManyOption.Create("--output", "The files to write: .html, .md or .csv.", isRequired: true);
        outputs.Validators.Add(result =>
        {
            foreach (string path in result.Tokens.Select(token => token.Value).Where(path => !Kinds.ContainsKey(Path.GetExtension(path))))
            {
                result.AddError($"--output is '{path}'; its name ends in .html, .md or .csv.");
            }
        });
        command.Add(results);
        command.Add(outputs);
        command.SetAction(result =>
        {
            string[] paths = result.GetRequiredValue(outputs);
            foreach (string path in paths)
            {
                TargetFile.Find(path).Dispose();
            }

            SweepPages pages = SweepPages.Read(result.GetRequiredValue(results));
            foreach (string path in paths)
            {
                using var target = TargetFile.Find(path);
                using (var writer = new StreamWriter(target.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" })
                {
                    Kinds[Path.GetExtension(path)](pages, writer);
                }

                target.Commit();
            }

            console.Error.WriteLine($"Wrote {string.Join(", ", paths)}");
            return ExitCode.Ok;
        });
        return command;
    }
}
