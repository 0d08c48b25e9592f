using System.CommandLine;
using RerankKit.Answers;
using RerankKit.Cli.Answers;
using RerankKit.Cli.Chat;
using RerankKit.Cli.Files;
using RerankKit.Cli.Options;
using RerankKit.Cli.Reports;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit label</c>: proposes judgements, and lets people check them.</summary>
internal static class LabelCommand
{
    private const string Notes =
        """
        The first --depth documents of every run are pooled, and a language model grades each: 0 irrelevant, 1 related, 2 a partial answer, 3 the
        answer. --qrels-output gets the proposals. --check gets a fifth of them for a person, without the proposed grades, who fills the empty
        third column; the same command with --resume --checked then says how far both agree (Cohen's kappa), and the person's grades take the
        place of the proposed ones. --against compares with judgements that are there already.

        Examples:
          rerankkit label --dataset collection --run bm25.run dense.run --depth 10 --chat http://127.0.0.1:11434/v1 --model qwen3 --output labels.jsonl --qrels-output proposed.qrels --check check.tsv
          rerankkit label --dataset collection --run bm25.run --chat http://127.0.0.1:11434/v1 --model qwen3 --output labels.jsonl --resume --checked check.tsv --qrels-output checked.qrels
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("label", "Proposes graded judgements for pooled passages by a language model, marks a fifth for a person, and measures agreement.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl.", HelpName = "folder", Required = true };
        var runs = new Option<string[]>("--run") { Description = "The runs whose documents are pooled.", HelpName = "file", Required = true, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each query and run are pooled.", 10);
        Option<int> queries = RunOutput.CreateCount("--queries", "How many queries at most, drawn by a hash of their ids.", 100);
        Option<int> concurrency = RunOutput.CreateCount("--concurrency", "How many passages are under way at once.", 4);
        var qrelsOutput = new Option<string>("--qrels-output") { Description = "The judgements to write, in TREC format.", HelpName = "file" };
        var check = new Option<string>("--check") { Description = "The fifth of the pairs to write for a person: query, document, an empty grade, the texts; tabs between.", HelpName = "file" };
        var checkedFile = new Option<string>("--checked") { Description = "That file, with grades in it.", HelpName = "file" };
        var against = new Option<string>("--against") { Description = "Judgements to compare with.", HelpName = "file" };
        var chat = new ChatArguments();
        foreach (Option option in (Option[])[dataset, runs, depth, queries, .. chat.All, concurrency, qrelsOutput, check, checkedFile, against])
        {
            command.Add(option);
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            PooledPair[] pairs = PooledPair.Pool(BeirDataset.Load(result.GetRequiredValue(dataset)), read, result.GetValue(depth), result.GetValue(queries), console);
            Qrels? people = result.GetValue(checkedFile) is { } file ? CheckFile.Read(file) : null;
            Qrels? known = result.GetValue(against) is { } path ? InputFiles.ReadQrels(path, console) : null;
            using ChatRecording recording = chat.OpenRecording(result, console);
            using ChatEndpoint endpoint = chat.Open(result);
            var labeller = new RelevanceLabeller(recording.Record(endpoint.Client));
            console.Error.WriteLine($"Asking for up to {Figures.Count(pairs.Length, "grade", "grades")}");
            var work = new ChatWork(recording, chat.Output(result), result.GetValue(concurrency));
            int?[] grades = await work.RunAsync(pairs, (pair, token) => labeller.GradeAsync(pair.Query, pair.Passage, token), cancellationToken);
            new LabelReport(pairs, grades, console) { People = people, Known = known }.Write(result.GetValue(qrelsOutput), result.GetValue(check));
            return grades.Contains(null) ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }
}
