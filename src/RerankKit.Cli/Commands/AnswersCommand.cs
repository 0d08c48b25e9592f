using System.CommandLine;
using RerankKit.Answers;
using RerankKit.Cli.Answers;
using RerankKit.Cli.Chat;
using RerankKit.Cli.Files;
using RerankKit.Cli.Options;
using RerankKit.Cli.Reports;
using RerankKit.Cli.Runs;
using RerankKit.Evaluation;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit answers</c>: what another ranking does for the answers that a language model gives.</summary>
internal static class AnswersCommand
{
    private const string Notes =
        """
        A language model answers each question from the first --depth passages of either run, and a judging one evaluates the answers: correctness
        and context recall against references (--references), faithfulness and context precision with or without. The differences are tested
        question by question. A share of the judgements is asked for twice, to see whether the judge agrees with itself; with --labels it is
        compared with people. The prompts are in docs/answers.md.

        Every question and answer is kept in --output as soon as it is there. The same command with --resume asks only for what is missing.

        Examples:
          rerankkit answers --dataset collection --run bm25.run reranked.run --references answers.jsonl --chat http://127.0.0.1:11434/v1 --model qwen3 --output answers.out.jsonl
          rerankkit answers --dataset collection --run bm25.run reranked.run --chat https://api.openai.com/v1 --model gpt-4.1-mini --judge-model gpt-4.1 --output answers.out.jsonl
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("answers", "Compares two runs by the answers that a language model gives from them, judged by another.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl.", HelpName = "folder", Required = true };
        var runs = new Option<string[]>("--run") { Description = "The run before and the run after.", HelpName = "file", Required = true, Arity = new(2, 2), AllowMultipleArgumentsPerToken = true };
        var references = new Option<string>("--references") { Description = "Right answers: lines {\"_id\": \"query\", \"answer\": \"...\"}. Questions without one are left out.", HelpName = "file" };
        var labels = new Option<string>("--labels") { Description = "What people say of answers: lines 'query before|after 0|1', 1 for a right one.", HelpName = "file" };
        Option<Uri?> judge = CheckedOption.Create<Uri?>("--judge", "address", "The judge's endpoint. [default: that of --chat]", Remote.ServiceOptions.Address);
        var judgeModel = new Option<string>("--judge-model") { Description = "The judging model's name. One that answers judges itself kindly. [default: that of --model]", HelpName = "name" };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many passages the answering model reads.", 5);
        Option<int> questions = RunOutput.CreateCount("--questions", "How many questions at most, drawn by a hash of their ids.", 100);
        Option<int> concurrency = RunOutput.CreateCount("--concurrency", "How many questions are under way at once.", 4);
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var chat = new ChatArguments();
        foreach (Option option in (Option[])[dataset, runs, references, .. chat.All, judge, judgeModel, depth, questions, concurrency, labels, json])
        {
            command.Add(option);
        }

        command.SetAction(async (result, cancellationToken) =>
        {
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            IReadOnlyDictionary<string, string>? right = result.GetValue(references) is { } path ? ReferenceFile.Read(path) : null;
            AnswerItem[] items = AnswerItem.Draw(BeirDataset.Load(result.GetRequiredValue(dataset)), read, right, result.GetValue(depth), result.GetValue(questions), console);
            HumanLabels? people = result.GetValue(labels) is { } file ? HumanLabels.Read(file) : null;
            using ChatRecording recording = chat.OpenRecording(result, console);
            using ChatEndpoint answering = chat.Open(result);
            using ChatEndpoint judging = chat.Open(result, result.GetValue(judge), result.GetValue(judgeModel));
            var comparison = new AnswerComparison(recording, answering.Client, judging.Client, hasReferences: right is not null);
            var work = new ChatWork(recording, chat.Output(result), result.GetValue(concurrency));
            console.Error.WriteLine($"Asking for up to {2 * items.Length} answers and {comparison.MostJudgements(items.Length)} judgements");
            JudgedAnswers[] judged = await work.RunAsync(items, comparison.JudgeAsync, cancellationToken);
            var findings = AnswerFindings.Of(judged, comparison.MetricNames, people);
            if (result.GetValue(json))
            {
                JsonReport.WriteTo(console.Output, json => AnswerReport.Write(json, findings));
            }
            else
            {
                AnswerReport.Show(findings, read, console);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
