namespace RerankKit.Cli.Options;

/// <summary>The two runs of a comparison.</summary>
internal sealed class RunPair
{
    private readonly Option<string> _baseline = new("--baseline")
    {
        Description = "The run before, in TREC format, plain or gzip.",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<string> _candidate = new("--candidate")
    {
        Description = "The run after.",
        HelpName = "file",
        Required = true,
    };

    /// <summary>Puts the options behind the judgements, where the help shows them first.</summary>
    public void InsertInto(Command command)
    {
        command.Options.Insert(1, _baseline);
        command.Options.Insert(2, _candidate);
    }

    public (Run Baseline, Run Candidate) Read(ParseResult result, ToolConsole console)
    {
        Run[] runs = InputFiles.ReadRuns([result.GetRequiredValue(_baseline), result.GetRequiredValue(_candidate)], console);
        return (runs[0], runs[1]);
    }
}
