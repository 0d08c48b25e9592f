using RerankKit.Answers;
using RerankKit.Cli.Answers;
using RerankKit.Cli.Chat;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit label</c>: proposes judgements, and lets people check them.</summary>
internal static class LabelCommand
{
    private const string CheckHead = "query\tdocument\tgrade (0 to 3)\tquery text\tpassage";

    private const string Notes =
        """
        The first --depth documents of every run are pooled, and a language model grades each: 0 irrelevant, 1 related, 2 a partial answer, 3 the
        answer. --qrels-output gets the grades. --check gets a fifth of the pairs for a person, without the model's grades, who fills the third
        column; the same command with --resume --checked says how far both agree (Cohen's kappa), and writes the person's grades where there are
        some. --against compares with judgements that are there already.

        Every question and answer is kept in --output as soon as it is there. The same command with --resume asks only for what is missing.

        Examples:
          rerankkit label --dataset collection --run bm25.run --run dense.run --chat http://127.0.0.1:11434/v1 --model qwen3 --output labels.jsonl --qrels-output proposed.qrels --check check.tsv
          rerankkit label --dataset collection --run bm25.run --run dense.run --chat http://127.0.0.1:11434/v1 --model qwen3 --output labels.jsonl --resume --checked check.tsv --qrels-output checked.qrels
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("label", "Proposes graded judgements for pooled passages by a language model, marks a fifth for a person, and measures agreement.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl.", HelpName = "folder", Required = true };
        var runs = new Option<string[]>("--run") { Description = "A run whose documents are pooled; may come several times.", HelpName = "file", Required = true, AllowMultipleArgumentsPerToken = true };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each query and run are pooled.", 10);
        Option<int> queries = RunOutput.CreateCount("--queries", "How many queries at most, drawn by a hash of their ids.", 100);
        var qrelsOutput = new Option<string>("--qrels-output") { Description = "The judgements to write, in TREC format.", HelpName = "file" };
        var check = new Option<string>("--check") { Description = "Write a fifth of the pairs for a person to grade, tabs between the columns.", HelpName = "file" };
        var checkedFile = new Option<string>("--checked") { Description = "That file, with grades in its third column.", HelpName = "file" };
        var against = new Option<string>("--against") { Description = "Judgements to compare with.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var chat = new ChatArguments();
        Array.ForEach([dataset, runs, depth, queries, .. chat.All, qrelsOutput, check, checkedFile, against, json], (Option option) => command.Add(option));
        command.SetAction(async (result, cancellationToken) =>
        {
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            IReadOnlyDictionary<(string, string), int>? people = result.GetValue(checkedFile) is { } file ? CheckFile.Read(file, RelevanceLabeller.HighestGrade) : null;
            Qrels? known = result.GetValue(against) is { } path ? InputFiles.ReadQrels(path, console) : null;
            CheckFile.Require(result.GetValue(check));
            using TargetFile? target = result.GetValue(qrelsOutput) is { } qrelsPath ? TargetFile.Find(qrelsPath) : null;
            PooledPair[] pairs = PooledPair.Pool(BeirDataset.Load(result.GetRequiredValue(dataset)), read, result.GetValue(depth), result.GetValue(queries), console);
            using ChatEndpoint endpoint = chat.Open(result);
            using ChatRecording recording = chat.OpenRecording(result);
            console.Error.WriteLine($"About to ask: {Figures.Count(pairs.Length, "pair", "pairs")}; {Figures.Count(recording.Count, "answer is", "answers are")} kept already");
            ChatWork work = chat.CreateWork(result, recording, console);
            ProposedGrade[] grades = [.. (await work.RunAsync(pairs, pair => pair.QueryId, GradeAsync, cancellationToken)).OfType<ProposedGrade>()];
            var report = new LabelReport(
                grades,
                people is null ? null : pair => people.TryGetValue((pair.QueryId, pair.DocumentId), out int grade) ? grade : null,
                known is null ? null : pair => known.GetGrade(pair.QueryId, pair.DocumentId));
            JsonReport.Print(console, result.GetValue(json), report.ToJson, () => report.Show(console));
            string[] unread = [.. grades.Where(grade => grade.Grade is null).Select(grade => grade.Pair.QueryId).Distinct(StringComparer.Ordinal)];
            if (unread.Length > 0)
            {
                console.Warn($"{Figures.Count(grades.Count(grade => grade.Grade is null), "grade", "grades")} of the language model cannot be read, left out: pairs of {Figures.ManyIds(unread)}");
            }

            if (target is not null)
            {
                QrelsFile.Write(report.Judgements(), target.Open());
                target.Commit();
                console.Error.WriteLine($"Judgements in '{result.GetValue(qrelsOutput)}'{(people is null ? ", proposed by a language model and checked by nobody" : ", a person's where there are some")}");
            }

            if (result.GetValue(check) is { } checkPath)
            {
                CheckFile.Write(checkPath, CheckHead, PooledPair.ToCheck(pairs).Select(pair => new CheckedLine(pair.QueryId, pair.DocumentId, [pair.Query, pair.Passage])), console);
            }

            return work.IsWhole && unread.Length == 0 ? ExitCode.Ok : ExitCode.Failed;

            async Task<ProposedGrade> GradeAsync(PooledPair pair, CancellationToken token)
            {
                var judge = new RecordedChatClient(endpoint.Client, recording, new(endpoint.Name, pair.QueryId, "grade"));
                return new(pair, await new RelevanceLabeller(judge).GradeAsync(pair.Query, pair.Passage, token));
            }
        });
        return command;
    }
}
