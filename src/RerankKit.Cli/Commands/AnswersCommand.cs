using RerankKit.Cli.Answers;
using RerankKit.Cli.Chat;
using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit answers</c>: what another ranking does for the answers that a language model gives.</summary>
internal static class AnswersCommand
{
    private const string CheckHead = "query\trun\tright (0 or 1)\tquestion\tanswer\treference";

    private const string Notes =
        """
        A language model answers each question from the first --depth passages of either run, and a judging one evaluates the answers: correctness
        and context recall against references (--references), faithfulness and context precision with or without. The differences are tested
        question by question. A fifth of the answers is judged twice, to see whether the judge agrees with itself; --check writes that fifth for a
        person, who fills the third column, and --checked says how far judge and person agree. The prompts are in docs/answers.md.

        Every question and answer is kept in --output as soon as it is there. The same command with --resume asks only for what is missing.

        Examples:
          rerankkit answers --dataset collection --run bm25.run --run reranked.run --references answers.jsonl --chat http://127.0.0.1:11434/v1 --model qwen3 --output chat.jsonl
          rerankkit answers --dataset collection --run bm25.run --run reranked.run --chat https://api.openai.com/v1 --model gpt-4.1-mini --judge-model gpt-4.1 --set ApiKeyVariable=OPENAI_API_KEY --output chat.jsonl
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("answers", "Compares two runs by the answers that a language model gives from them, judged by another.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl.", HelpName = "folder", Required = true };
        var runs = new Option<string[]>("--run") { Description = "Twice: the run before and the run after.", HelpName = "file", Required = true, AllowMultipleArgumentsPerToken = true };
        var references = new Option<string>("--references") { Description = "Right answers: lines {\"_id\": \"query\", \"answer\": \"...\"}. Questions without one are left out.", HelpName = "file" };
        Option<Uri?> judge = CheckedOption.Create<Uri?>("--judge", "address", "The judge's endpoint. [default: that of --chat]", ServiceOptions.Address);
        var judgeModel = new Option<string>("--judge-model") { Description = "The judging model's name. A model judges its own answers kindly. [default: that of --model]", HelpName = "name" };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many passages the answering model reads.", 5);
        Option<int> questions = RunOutput.CreateCount("--questions", "How many questions at most, drawn by a hash of their ids.", 100);
        var check = new Option<string>("--check") { Description = "Write a fifth of the answers for a person to grade, tabs between the columns.", HelpName = "file" };
        var checkedFile = new Option<string>("--checked") { Description = "That file, with 1 for right and 0 for wrong answers in its third column.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var chat = new ChatArguments();
        Array.ForEach([dataset, runs, references, .. chat.All, judge, judgeModel, depth, questions, check, checkedFile, json], (Option option) => command.Add(option));
        command.Validators.Add(result =>
        {
            if (result.GetValue(runs) is { Length: not 2 and var count })
            {
                result.AddError(Invariant($"--run names {Figures.Count(count, "run", "runs")}; give it twice, the run before and the run after."));
            }

            if (result.IsGiven(checkedFile) && !result.IsGiven(references))
            {
                result.AddError("--checked needs --references: people are compared with the judge's correctness.");
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            IReadOnlyDictionary<string, string>? right = result.GetValue(references) is { } path ? ReferenceFile.Read(path) : null;
            IReadOnlyDictionary<(string, string), int>? people = result.GetValue(checkedFile) is { } file ? CheckFile.Read(file, highest: 1) : null;
            CheckFile.Require(result.GetValue(check));
            AnswerItem[] items = AnswerItem.Draw(BeirDataset.Load(result.GetRequiredValue(dataset)), read, right, result.GetValue(depth), result.GetValue(questions), console);
            using ChatEndpoint answering = chat.Open(result);
            using ChatEndpoint judging = chat.Open(result, result.GetValue(judge), result.GetValue(judgeModel));
            using ChatRecording recording = chat.OpenRecording(result);
            var comparison = new AnswerComparison(recording, answering, judging, hasReferences: right is not null);
            comparison.Announce(items, console);
            ChatWork work = chat.CreateWork(result, recording, console);
            JudgedAnswers?[] judged = await work.RunAsync(items, item => item.QueryId, comparison.JudgeAsync, cancellationToken);
            var findings = AnswerFindings.Of([.. judged.OfType<JudgedAnswers>()], comparison.MetricNames, people);
            JsonReport.Print(console, result.GetValue(json), () => AnswerJson.Of(findings, read), () => AnswerReport.Show(findings, read, console));
            AnswerReport.Warn(findings, console);
            if (result.GetValue(check) is { } checkPath)
            {
                CheckFile.Write(checkPath, CheckHead, findings.ToCheck(), console);
            }

            return work.IsWhole && findings.Answers.All(answer => answer.Both.All(side => side.Problems.Count == 0)) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }
}
