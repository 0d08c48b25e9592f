using RerankKit.Cli.Learning;
using RerankKit.Learning;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit learn</c>: learning to rank from labels or clicks.</summary>
internal static class LearnCommand
{
    private const int DefaultDepth = 100;

    private const string Notes =
        """
        The candidates are the first --depth documents of each query of the first run; further runs give scores to them. Looked at are scores and ranks of
        the runs, BM25, exact words, lengths, the parts of the embedded reranker, with --reranker a reranker's score, and with --feature fields of the
        documents' metadata (numbers, true or false, dates).

        The reranker's answers are kept in OUTPUT.partial as they come; the same command with --resume asks for what is missing only.

        Queries are divided into folds, nearly the same ones together; each fold is ranked by a model that has not seen it. It ends in WIN (better than
        the first run and than a plain blend of the scores tuned on the same queries; both intervals above 0), REGRESSION (worse than one of them) or
        MARGINAL. The model that is written was learned on all queries.

        --clicks takes labels from what users clicked, in place of the judgements, by inverse propensity: JSON lines {"query": "id", "shown": ["d3",
        "d1"], "clicked": ["d1"]}. Where the collection has judgements, they still judge.

        Examples:
          rerankkit learn --dataset nfcorpus --run bm25.run --output model.zip
          rerankkit learn --dataset nfcorpus --run bm25.run --run dense.run --feature year --output model.zip
          rerankkit rerank --dataset nfcorpus --run bm25.run --depth 100 --reranker learned:model.zip --output learned.run
        """;

    public static Command Create(ToolConsole console)
    {
        var reranker = new RerankerChoice(console);
        var kept = new ScoringOptions();
        var command = new DocumentedCommand("learn", "Learns to rank from judged queries or clicks, over the signals that are there already.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout, with judgements.", HelpName = "folder", Required = true };
        var runs = new Option<string[]>("--run") { Description = "The first stage's run, then perhaps others.", HelpName = "file", Required = true };
        var output = new Option<string>("--output") { Description = "The model to write.", HelpName = "file", Required = true };
        var qrels = new Option<string>("--qrels") { Description = "Other judgements than the collection's own.", HelpName = "file" };
        var clicks = new Option<string>("--clicks") { Description = "A log of clicks to learn from, JSON lines.", HelpName = "file" };
        Option<double> eta = CheckedOption.Create<double>(
            "--eta", "n", "With --clicks: how fast attention falls with rank, (1/rank)^eta; 0 takes clicks as they are.", text => Numbers.Real(text), value => ArgumentOutOfRangeException.ThrowIfNegative(value)).WithDefault(1);
        var fields = new Option<string[]>("--feature") { Description = "A field of the documents' metadata to look at.", HelpName = "field" };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each query are candidates.", DefaultDepth);
        Option<IReadOnlyList<RankingMetric>> metric = CheckedOption.Create<IReadOnlyList<RankingMetric>>("--metric", "name", "What is learned and judged by. [default: ndcg@10]", RankingMetric.ParseList);
        Option<int> folds = CheckedOption.Create<int>(
            "--folds", "n", "Into how many parts the queries are divided.", text => Numbers.Whole(text), value => _ = new RankingLearnerOptions { Folds = value }).WithDefault(new RankingLearnerOptions().Folds);
        Option<int> trees = CheckedOption.Create<int>(
            "--trees", "n", "How many trees at most.", text => Numbers.Whole(text), value => _ = new RankingLearnerOptions { MaxTrees = value }).WithDefault(new RankingLearnerOptions().MaxTrees);
        Option<int> bags = CheckedOption.Create<int>(
            "--bags", "n", "How many models are averaged.", text => Numbers.Whole(text), value => _ = new RankingLearnerOptions { Bags = value }).WithDefault(new RankingLearnerOptions().Bags);
        Option<ulong> seed = CheckedOption.Create<ulong>("--seed", "n", "Decides folds and samples.", text => Numbers.Natural(text)).WithDefault(new RankingLearnerOptions().Seed);
        Option<bool> ignoreIdenticalIds = IdenticalIdsOption.Create("Leave a document with the id of its query out of the run");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        Option[] all = [dataset, runs, output, qrels, clicks, eta, fields, depth, metric, folds, trees, bags, seed, ignoreIdenticalIds, json, reranker.Reranker, .. kept.All, .. reranker.Settings];
        Array.ForEach(all, command.Add);
        command.Validators.Add(result =>
        {
            if (result.IsGiven(reranker.Reranker) || reranker.Settings.Any(result.IsGiven))
            {
                reranker.Check(result);
            }
            else
            {
                result.Refuse("a command without a reranker", kept.All);
            }

            if (!result.IsGiven(clicks))
            {
                result.Refuse("judgements; it goes with --clicks", eta);
            }
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            using RunTarget target = kept.Find(result, result.GetRequiredValue(output)!, console);
            var collection = BeirDataset.Load(result.GetRequiredValue(dataset)!);
            Run[] ranked = InputFiles.ReadRuns(result.GetRequiredValue(runs)!, console);
            ranked = result.GetValue(ignoreIdenticalIds) ? [.. ranked.Select(run => run.WithoutIdenticalIds())] : ranked;
            ClickLog? log = result.GetValue(clicks) is { } clicked ? ClickLog.Read(clicked, result.GetValue(eta)) : null;
            Qrels judgements = result.GetValue(qrels) is { } path ? InputFiles.ReadQrels(path, console) : LearningCollection.Judgements(collection, log, console);
            var texts = RunTexts.Load(collection, ranked[0], DocumentTexts.TitleAndText);
            var input = new LearningCollection(texts, ranked[1..], log, result.GetValue(depth), console);
            IReadOnlyList<LearningQuery> queries = input.Read(judgements);
            if (!result.IsGiven(reranker.Reranker) && !reranker.Settings.Any(result.IsGiven))
            {
                Learn(queries);
                return ExitCode.Ok;
            }

            IRerankerSource source = reranker.Read(result);
            using IReranker asked = source.Create(result, collection.ReadCorpus().Select(DocumentTexts.TitleAndText.Of), cancellationToken);
            using KeptScoring scoring = kept.Open(result, asked, target, console);
            scoring.Announce([.. queries.Select(query => (query.Id, query.Text, new RunCandidates(query.Candidates, [])))], missing => source.Estimate(result, missing));
            return await scoring.RunAsync(async () => Learn(await input.ScoreAsync(queries, scoring, cancellationToken)), cancellationToken);

            void Learn(IReadOnlyList<LearningQuery> queries)
            {
                IReadOnlyList<RankingMetric>? metrics = result.GetValue(metric);
                RankingLearning learning = RankingLearner.Learn(
                    judgements,
                    queries,
                    new()
                    {
                        Scores = [.. ranked[1..].Select(run => run.Name)],
                        Fields = result.GetValue(fields) ?? [],
                        Metric = metrics is { Count: > 0 } ? metrics[0] : "ndcg@10",
                        Folds = result.GetValue(folds),
                        MaxTrees = result.GetValue(trees),
                        Bags = result.GetValue(bags),
                        Seed = result.GetValue(seed),
                        Labels = log?.Qrels,
                    },
                    cancellationToken);
                learning.Model.Save(result.GetRequiredValue(output)!);
                JsonReport.Print(console, result.GetValue(json), () => LearningReport.ToJson(learning), () => LearningReport.Show(learning, ranked[0].Name, collection.Name, console));
            }
        });
        return command;
    }
}
