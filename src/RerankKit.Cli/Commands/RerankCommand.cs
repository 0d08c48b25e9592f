using System.CommandLine.Parsing;
using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit rerank</c>: a run over a collection, or JSON lines from another program.</summary>
internal static class RerankCommand
{
    private const int DefaultDepth = 50;
    private const int DefaultTop = 100;

    private const string Notes =
        """
        The first --depth documents of each query are reranked, with their first-stage scores passed along; the rest follow in the run's
        order, so that nothing is lost before --top cuts. Scores of documents that were not scored continue below the last scored one, and equal
        scores are moved apart by a hair, so that sorting by score gives exactly this order.

        A document is its title and its text. With --context it is its text, and what --context names stands behind it, where a model that
        reads no further cuts it first; with --context-below, where the text is short. index takes the same options.

        Queries are kept as they are finished, in OUTPUT.partial until the output is whole: Ctrl+C, a query that fails (--on-error) or a full disk
        loses nothing, and the same command with --resume goes on from there. What a service or a language model is about to be asked, and
        what that costs where a price is set, is said before the first call.

        With --jsonl every line {"query": "...", "documents": ["...", ...], "topN": n} is answered at once with a line
        {"results": [{"index": i, "score": s}, ...], "scoreKind": "..."}; the score is null where the reranker gave none. A document may also
        be {"id": "...", "text": "...", "score": s}, topN may be called top_n or top_k, and an id of the request comes back. Other members are
        refused, but for model, return_documents and a document's metadata, which are passed over. Blank lines are skipped. A line that cannot
        be answered gives {"error": "line n: ..."}, and exit code 1 at the end.

        Examples:
          rerankkit rerank --dataset scifact --run bm25.run --reranker lexical --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --reranker lexical --corpus-statistics --depth 100 --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --model cross-encoder/ms-marco-MiniLM-L6-v2 --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --reranker late --model colbert-folder --store vectors.db --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --reranker embeddings --model embedding-folder --blend 0.67 --output reranked.run
          rerankkit rerank --dataset passages --run bm25.run --model model-folder --context "{title}, {section}" --context-below 50 --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --reranker tei --url http://127.0.0.1:8080 --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --reranker llm-listwise --url http://127.0.0.1:11434/v1 --model qwen3 --depth 20 --output reranked.run
          rerankkit rerank --dataset scifact --run bm25.run --reranker cohere --model rerank-v3.5 --set Price:PerThousandUnits=2 --max-cost 5 --output reranked.run
          rerankkit rerank --reranker lexical --jsonl < requests.jsonl > responses.jsonl
        """;

    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = "The collection: a folder in the BEIR layout with corpus.jsonl and queries.jsonl; judgements are not needed.",
        HelpName = "folder",
    };

    public static Command Create(ToolConsole console)
    {
        var reranker = new RerankerChoice(console);
        var command = new DocumentedCommand("rerank", "Reranks a run over a collection (--dataset, --run, --output), or JSON lines from standard input (--jsonl).", Notes);
        var run = new Option<string>("--run") { Description = "The run to rerank, in TREC format, plain or gzip; '-' reads standard input.", HelpName = "file" };
        Option<string> output = RunOutput.CreateFile();
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each query are reranked.", DefaultDepth);
        Option<int> top = RunOutput.CreateCount("--top", "How many documents are written per query.", DefaultTop);
        Option<string> tag = RunOutput.CreateTag("the reranker's name");
        var resume = new Option<bool>("--resume") { Description = "Go on where a run with the same output ended before its end, with the queries that are in OUTPUT.partial." };
        var onError = new ChoiceOption<QueryFailure>(
            "--on-error",
            "What becomes of a query that cannot be reranked",
            ("stop", QueryFailure.Stop),
            ("keep-first-stage", QueryFailure.KeepFirstStage),
            ("skip", QueryFailure.Skip));
        Option<decimal?> maxCost = CheckedOption.Create<decimal?>(
            "--max-cost", "money", "Stop before this is exceeded. Needs prices, see --set.", text => Numbers.Money(text));
        var jsonLines = new Option<bool>("--jsonl") { Description = "Read requests as JSON lines from standard input and write responses to standard output." };
        Option<bool> ignoreIdenticalIds = IdenticalIdsOption.Create("Leave a document with the id of its query out of the run");
        var context = new ContextOptions();
        Option[] ofRuns = [run, output, depth, top, tag, resume, onError, maxCost, ignoreIdenticalIds, .. context.All];
        Option[] all = [reranker.Reranker, Dataset, .. ofRuns, jsonLines, .. reranker.Settings];
        Array.ForEach(all, command.Add);
        command.Validators.Add(context.Check);
        command.Validators.Add(reranker.Check);
        command.Validators.Add(result => CheckMode(result, jsonLines, [Dataset, run, output], ofRuns, reranker.CorpusStatistics));
        command.SetAction(async (result, cancellationToken) =>
        {
            IRerankerSource source = reranker.Read(result);
            if (result.GetValue(jsonLines))
            {
                BeirDataset? statistics = result.GetValue(Dataset) is { } folder ? BeirDataset.Load(folder) : null;
                using IReranker answering = Build(source, result, statistics, DocumentTexts.TitleAndText, cancellationToken);
                return await new JsonLines(answering, console).RunAsync(cancellationToken);
            }

            using var target = RunTarget.Open(result.GetRequiredValue(output)!, console);
            bool isResumed = result.GetValue(resume);
            PartialRun.Check(target, isResumed);
            BeirDataset dataset = BeirDataset.Load(result.GetRequiredValue(Dataset)!);
            Run ranked = InputFiles.ReadRun(result.GetRequiredValue(run)!, console);
            DocumentTexts documents = context.Read(result);
            var texts = RunTexts.Load(dataset, result.GetValue(ignoreIdenticalIds) ? ranked.WithoutIdenticalIds() : ranked, documents);
            string name = result.GetValue(tag) ?? source.Name;
            using IReranker pipeline = Build(source, result, dataset, documents, cancellationToken);
            var reranking = new RunReranking(pipeline, texts, result.GetValue(depth), result.GetValue(top));
            var settings = RunSettings.Of(pipeline, texts, result.GetValue(depth), result.GetValue(top), name);
            using var finished = FinishedQueries.Open(target, name, settings, isResumed, console);
            var work = new DatasetReranking(texts, reranking, finished, console) { OnFailure = onError.Read(result), MaxCost = result.GetValue(maxCost) };
            CallEstimate? estimate = source.Estimate(result, work.Plan());
            RequirePrice(estimate, work.MaxCost);
            estimate?.Report(work.MaxCost, console);
            long start = console.TimeProvider.GetTimestamp();
            Run reranked = await work.RunAsync(name, cancellationToken);
            int exitCode = work.Report(name, result.GetValue(depth), console.TimeProvider.GetElapsedTime(start));
            work.Complete(reranked);
            return exitCode;
        });
        return command;
    }

    private static void RequirePrice(CallEstimate? estimate, decimal? maxCost)
    {
        if (maxCost is not null && estimate?.Cost is null)
        {
            throw new InputException(estimate is null ? "--max-cost goes with services and language models; this reranker costs nothing." : $"--max-cost needs a price: {estimate.PriceSetting}.");
        }
    }

    private static IReranker Build(IRerankerSource source, ParseResult result, BeirDataset? dataset, DocumentTexts texts, CancellationToken cancellationToken) =>
        source.Create(result, dataset?.ReadCorpus().Select(texts.Of), cancellationToken).AsBuilder().Build();

    private static void CheckMode(CommandResult result, Option<bool> jsonLines, Option[] needed, Option[] ofRuns, Option corpusStatistics)
    {
        if (!result.GetValue(jsonLines))
        {
            foreach (Option option in needed.Where(option => !result.IsGiven(option)))
            {
                result.AddError($"{option.Name} is missing. Give --dataset, --run and --output, or --jsonl to read requests from standard input.");
            }

            return;
        }

        result.Refuse("--jsonl, which reads standard input and writes standard output", ofRuns);
        if (!result.IsGiven(corpusStatistics))
        {
            result.Refuse("--jsonl unless --corpus-statistics counts its words", Dataset);
        }
    }
}
