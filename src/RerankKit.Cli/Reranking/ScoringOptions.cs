namespace RerankKit.Cli.Reranking;

/// <summary>The options of commands that make something of a reranker's scores: whether answers are there already, and what becomes of a failure.</summary>
internal sealed class ScoringOptions
{
    private readonly Option<bool> _resume = new("--resume") { Description = "Take the answers that an earlier run with the same output left in OUTPUT.partial, and ask for those that are missing." };
    private readonly ChoiceOption<bool> _onError = new("--on-error", "What becomes of the other queries when one cannot be scored", ("stop", false), ("continue", true));

    public IReadOnlyList<Option> All => [_resume, _onError];

    /// <summary>Looks at the output before any work is done.</summary>
    /// <exception cref="InputException">It cannot be written, or an earlier run left its answers there.</exception>
    public RunTarget Find(ParseResult result, string output, ToolConsole console)
    {
        var target = RunTarget.Open(output, console);
        try
        {
            PartialRun.Check(target, result.GetValue(_resume));
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Begins to keep answers, or goes on.</summary>
    /// <exception cref="InputException">What is beside the output holds no answers.</exception>
    public KeptScoring Open(ParseResult result, IReranker reranker, RunTarget target, ToolConsole console)
    {
        if (result.GetValue(_resume) && !File.Exists(target.PartialPath))
        {
            console.Error.WriteLine($"There is no '{target.PartialPath}' to go on from: beginning with the first query");
        }

        AnswerFile<RerankResponse>? file = target.PartialPath is { } path ? AnswerFile<RerankResponse>.Open(path, "answers of a reranker", KeptScoring.Read) : null;
        return new(reranker, file, _onError.Read(result), console);
    }
}
