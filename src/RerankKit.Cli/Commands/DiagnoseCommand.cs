namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit diagnose</c>: is a reranker what is missing?</summary>
internal static class DiagnoseCommand
{
    private const int DefaultMaxLength = 512;

    private const string Notes =
        """
        Looks at the runs and the judgements alone; nothing is reranked. It ends with the five questions that are asked before a reranker is
        added, and with what to do first: rerank, tune the fusion of the runs, fix retrieval, or leave it. What the data cannot show is asked
        for by --budget-ms, --answers and --queries-are.

        Examples:
          rerankkit diagnose --dataset scifact --run bm25.run
          rerankkit diagnose --dataset scifact --run bm25.run dense.run --budget-ms 200 --json
          rerankkit diagnose --dataset scifact --run bm25.run --model model-folder --max-length 256
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("diagnose", "Says whether reranking, fusing or retrieval is what is missing.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl, queries.jsonl and qrels.tsv.", HelpName = "folder", Required = true };
        Option<string[]> runs = ManyOption.Create("--run", "A run in TREC format, plain or gzip. Several are diagnosed side by side, and fused.", isRequired: true);
        var qrels = new Option<string>("--qrels") { Description = "The judgements, where they are not the collection's.", HelpName = "file" };
        Option<int> level = CheckedOption.Create("--level", "grade", "The lowest grade that counts as relevant.", Numbers.Whole, value => _ = new DiagnosisOptions { RelevanceLevel = value }).WithDefault(1);
        Option<int> pool = CheckedOption.Create("--pool", "n", "How many documents of each list a reranker would be given.", Numbers.Whole, value => _ = new DiagnosisOptions { PoolDepth = value }).WithDefault(new DiagnosisOptions().PoolDepth);
        Option<double?> budget = CheckedOption.Create<double?>("--budget-ms", "ms", "How many milliseconds a query may take for reranking.", text => Numbers.Real(text) is >= 0 and var value ? value : throw new FormatException("expected 0 or more."));
        var answers = new ChoiceOption<bool?>("--answers", "What people say of the answers they get", ("unknown", null), ("good", false), ("bad", true));
        var queriesAre = new ChoiceOption<bool?>("--queries-are", "What queries are about", ("unknown", null), ("nuance", true), ("exact", false));
        var model = new Option<string>("--model") { Description = "Count the passages that are longer than this model reads: its folder, or its tokenizer's file.", HelpName = "path" };
        Option<int> maxLength = CheckedOption.Create<int>("--max-length", "n", "With --model: how many tokens it reads, query and special tokens included.", text => Numbers.Whole(text) is >= 1 and var value ? value : throw new FormatException("expected 1 or more.")).WithDefault(DefaultMaxLength);
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        Array.ForEach([dataset, runs, qrels, level, pool, budget, answers, queriesAre, model, maxLength, json], (Option option) => command.Add(option));
        command.Validators.Add(result =>
        {
            if (!result.IsGiven(model))
            {
                result.Refuse("texts that nobody counts; give --model too", maxLength);
            }
        });
        command.SetAction(result =>
        {
            BeirDataset collection = BeirDataset.Load(result.GetRequiredValue(dataset));
            Qrels judged = result.GetValue(qrels) is { } path ? InputFiles.ReadQrels(path, console) : InputFiles.ReadQrels(collection);
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            var texts = collection.Queries.ToDictionary(query => query.Id, query => query.Text, StringComparer.Ordinal);
            RetrievalDiagnosis diagnosis = RetrievalDiagnosis.Of(judged, read, new()
            {
                QueryText = texts.GetValueOrDefault,
                Documents = DuplicateDocuments.Find(() => collection.ReadCorpus().Select(document => (document.Id, document.TitleAndText))),
                CutPassages = result.GetValue(model) is { } tokenizer ? Cut(collection, judged, tokenizer, result.GetValue(maxLength)) : null,
                TimeBudget = result.GetValue(budget) is double ms ? TimeSpan.FromMilliseconds(ms) : null,
                AnswersAreBad = answers.Read(result),
                NeedsNuance = queriesAre.Read(result),
                RelevanceLevel = result.GetValue(level),
                PoolDepth = result.GetValue(pool),
            });
            InputFiles.WarnOfReplaced(collection, console);
            JsonReport.Print(console, result.GetValue(json), () => DiagnosisJson.Of(diagnosis), () => DiagnosisReport.Show(diagnosis, console));

            return ExitCode.Ok;
        });
        return command;
    }

    private static (int Cut, int Of) Cut(BeirDataset collection, Qrels judged, string model, int maxLength)
    {
        var tokenizer = HuggingFaceTokenizer.Load(model);
        string[] queries = [.. collection.Queries.Where(query => judged.Contains(query.Id)).Select(query => query.Text).OrderBy(text => tokenizer.CountTokens(text))];
        string query = queries.Length == 0 ? "" : queries[queries.Length / 2];
        int cut = 0;
        int all = 0;
        foreach (BeirDocument document in collection.ReadCorpus())
        {
            all++;
            cut += tokenizer.Encode(query, document.TitleAndText).Ids.Count > maxLength ? 1 : 0;
        }

        return (cut, all);
    }
}
