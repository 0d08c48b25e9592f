namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit calibrate</c>: scores of a reranker become probabilities.</summary>
internal static class CalibrateCommand
{
    private const int DefaultDepth = 50;

    private const string Notes =
        """
        The reranker scores the first --depth documents of every judged query of the run; Platt's and the isotonic method are fitted on the queries
        of all folds but one and judged on that one. What is written is fitted on all queries, with the weight of the blend with the run's own scores
        (nDCG@10) and the threshold for "nothing here is relevant". UseCalibration, UseScoreCutoff and UseBlend load the file.

        Each answer of the reranker is kept in OUTPUT.partial as it comes. After Ctrl+C, a failure, or worse, the same command with --resume asks
        for what is missing only.

        A document that nobody judged counts as not relevant; --judged-only leaves it out.

        Examples:
          rerankkit calibrate --dataset scifact --run bm25.run --model cross-encoder/ms-marco-MiniLM-L6-v2 --output calibration.json
          rerankkit calibrate --dataset scifact --run bm25.run --reranker embedded --method platt --folds 10 --output calibration.json
        """;

    public static Command Create(ToolConsole console)
    {
        var reranker = new RerankerChoice(console);
        var kept = new ScoringOptions();
        var command = new DocumentedCommand("calibrate", "Fits probabilities of relevance, a blend and a threshold to the scores of a reranker on judged queries.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout, with judgements.", HelpName = "folder", Required = true };
        var run = new Option<string>("--run") { Description = "The first stage's run, in TREC format, plain or gzip.", HelpName = "file", Required = true };
        var output = new Option<string>("--output") { Description = "The calibration to write, JSON.", HelpName = "file", Required = true };
        var qrels = new Option<string>("--qrels") { Description = "Other judgements than the collection's own.", HelpName = "file" };
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each query are scored.", DefaultDepth);
        var method = new ChoiceOption<CalibrationMethod?>(
            "--method", "The method", ("best", null), ("platt", CalibrationMethod.Platt), ("isotonic", CalibrationMethod.Isotonic));
        Option<int> folds = CheckedOption.Create<int>(
            "--folds", "n", "Into how many parts the queries are divided.", text => Numbers.Whole(text), value => _ = new CalibrationFitterOptions { Folds = value })
            .WithDefault(new CalibrationFitterOptions().Folds);
        Option<ulong> seed = CheckedOption.Create<ulong>("--seed", "n", "Decides which query falls into which fold.", text => Numbers.Natural(text))
            .WithDefault(new CalibrationFitterOptions().Seed);
        Option<int> level = CheckedOption.Create<int>("--level", "grade", "The lowest grade that counts as relevant.", text => Numbers.Whole(text)).WithDefault(1);
        Option<double> recall = CheckedOption.Create<double>(
            "--answer-recall", "share", "The share of queries with a relevant document that the threshold lets pass.", text => Numbers.Real(text), value => _ = new CalibrationFitterOptions { AnswerRecall = value })
            .WithDefault(new CalibrationFitterOptions().AnswerRecall);
        var judgedOnly = new Option<bool>("--judged-only") { Description = "Leave out documents that nobody judged." };
        Option<bool> ignoreIdenticalIds = IdenticalIdsOption.Create("Leave a document with the id of its query out of the run");
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        Option[] all = [reranker.Reranker, dataset, run, output, qrels, depth, method, folds, seed, level, recall, judgedOnly, ignoreIdenticalIds, json, .. kept.All, .. reranker.Settings];
        Array.ForEach(all, command.Add);
        command.Validators.Add(reranker.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            using RunTarget target = kept.Find(result, result.GetRequiredValue(output)!, console);
            var collection = BeirDataset.Load(result.GetRequiredValue(dataset)!);
            Qrels judgements = result.GetValue(qrels) is { } path ? InputFiles.ReadQrels(path, console) : collection.Qrels;
            Run ranked = InputFiles.ReadRun(result.GetRequiredValue(run)!, console);
            var texts = RunTexts.Load(collection, result.GetValue(ignoreIdenticalIds) ? ranked.WithoutIdenticalIds() : ranked, DocumentTexts.TitleAndText);
            IRerankerSource source = reranker.Read(result);
            using IReranker asked = source.Create(result, collection.ReadCorpus().Select(DocumentTexts.TitleAndText.Of), cancellationToken);
            using KeptScoring scoring = kept.Open(result, asked, target, console);
            (string Id, string, RunCandidates)[] queries = [.. texts.Judged(judgements).Select(id => (id, texts.Query(id)!, texts.Candidates(id, result.GetValue(depth))))];
            scoring.Announce(queries, missing => source.Estimate(result, missing));
            return await scoring.RunAsync(
                async () =>
                {
                    ScoredPairs pairs = await ScoredPairs.ReadAsync(scoring, texts, queries, console, cancellationToken);
                    CalibrationFit fit = CalibrationFitter.Fit(
                        judgements,
                        pairs.Scores,
                        new()
                        {
                            Method = method.Read(result),
                            FirstStage = pairs.FirstStage,
                            Folds = result.GetValue(folds),
                            Seed = result.GetValue(seed),
                            RelevanceLevel = result.GetValue(level),
                            AnswerRecall = result.GetValue(recall),
                            JudgedOnly = result.GetValue(judgedOnly),
                            ScoreKind = pairs.Kind,
                            ModelId = pairs.ModelId,
                        },
                        cancellationToken);
                    fit.Calibration.Save(result.GetRequiredValue(output)!);
                    CalibrationReport.Warn(pairs, console);
                    JsonReport.Print(console, result.GetValue(json), () => CalibrationReport.ToJson(fit), () => CalibrationReport.Show(fit, pairs, collection.Name, console));
                },
                cancellationToken);
        });
        return command;
    }
}
