using RerankKit.Cli.Training;

namespace RerankKit.Cli.Commands;

/// <summary><c>rerankkit training-data</c>: what a cross-encoder can be fine-tuned on.</summary>
internal static class TrainingDataCommand
{
    private const string Notes =
        """
        For each judged query: the passages judged relevant, and hard negatives, the best-ranked documents of the runs that are judged not
        relevant or not judged. With --teacher, a reranker, every passage is scored, and an unjudged one that it does not put --margin below the
        middle relevant passage of the runs is left out: it may well be relevant. --labels teacher writes its scores as labels, to distil it.

        --format pairs is sentence-transformers' labeled-pair (query, document, label; BinaryCrossEntropyLoss, MSELoss), lists its labeled-list
        (query, docs, labels; LambdaLoss), flag is FlagEmbedding's (query, pos, neg, with a teacher pos_scores and neg_scores, prompt).

        Queries go to train, dev or test as a whole, by their text and --seed alone, and near-duplicates of queries and of passages (nine of ten
        words the same) are left out, so that nothing of the test is learnt. Beside train.jsonl stand dev.jsonl, test.jsonl and test.qrels, the
        judgements of the test queries for compare. Interrupted, none of them is written; the teacher's answers are kept in OUTPUT.partial, and the
        same command with --resume asks it for what is missing only. docs/fine-tuning.md goes on from here.

        Examples:
          rerankkit training-data --dataset collection --run bm25.run --output train.jsonl
          rerankkit training-data --dataset collection --run bm25.run dense.run --format lists --teacher lexical --output train.jsonl
          rerankkit training-data --dataset collection --run bm25.run --teacher model --model cross-encoder/ms-marco-MiniLM-L6-v2 --labels teacher --output train.jsonl
        """;

    public static Command Create(ToolConsole console)
    {
        var command = new DocumentedCommand("training-data", "Mines training data for a cross-encoder: relevant passages and hard negatives, split by query.", Notes);
        var dataset = new Option<string>("--dataset") { Description = "The collection: a folder in the BEIR layout with corpus.jsonl, queries.jsonl and judgements.", HelpName = "folder", Required = true };
        var judgements = new Option<string>("--qrels") { Description = "Judgements to learn from instead of the collection's.", HelpName = "file" };
        Option<string[]> runs = ManyOption.Create("--run", "First-stage runs that negatives are mined from, in TREC format, plain or gzip.", isRequired: true);
        var output = new Option<string>("--output") { Description = "The file of the training split; the other splits are written beside it.", HelpName = "file", Required = true };
        var format = new ChoiceOption<TrainingFormat>("--format", "Whose format is written", ("pairs", TrainingFormat.Pairs), ("lists", TrainingFormat.Lists), ("flag", TrainingFormat.FlagEmbedding));
        var labels = new ChoiceOption<bool>("--labels", "What the labels are", ("judgements", false), ("teacher", true));
        Option<int> depth = RunOutput.CreateCount("--depth", "How many documents of each run are looked at.", 100);
        Option<int> positives = RunOutput.CreateCount("--positives", "Relevant passages per query, at most.", 8);
        Option<int> negatives = RunOutput.CreateCount("--negatives", "Negatives per query, at most.", 7);
        Option<int> minGrade = RunOutput.CreateCount("--min-grade", "The lowest grade that is relevant.", 1);
        Option<double> margin = CheckedOption.Create<double>(
            "--margin", "score", "With --teacher: how far below the middle relevant passage an unjudged one has to be, in the teacher's scores.", text => Numbers.Real(text)).WithDefault(0);
        Option<double> dev = CreateShare("--dev", "The share of queries that training is watched by.");
        Option<double> test = CreateShare("--test", "The share of queries that the result is judged by.");
        Option<int> seed = CheckedOption.Create<int>("--seed", "n", "Another number splits the queries another way.", text => Numbers.Whole(text)).WithDefault(1);
        var teacher = new RerankerChoice(console, "--teacher", "A reranker that scores the passages", isRequired: false);
        var kept = new ScoringOptions();
        Array.ForEach([dataset, judgements, runs, output, format, labels, depth, positives, negatives, minGrade, margin, dev, test, seed, teacher.Reranker, .. kept.All, .. teacher.Settings], command.Add);
        command.Validators.Add(teacher.Check);
        command.SetAction(async (result, cancellationToken) =>
        {
            bool isTaught = labels.Read(result);
            TrainingFormat written = format.Read(result);
            CheckTeacher(result, teacher.IsGiven(result), isTaught, written, labels, [margin, .. kept.All]);
            if (result.GetValue(dev) + result.GetValue(test) >= 1)
            {
                throw new InputException("--dev and --test leave no query to train on; together they have to be below 1.");
            }

            using var files = TrainingFiles.Open(result.GetRequiredValue(output));
            using RunTarget target = kept.Find(result, result.GetRequiredValue(output), console);
            BeirDataset collection = BeirDataset.Load(result.GetRequiredValue(dataset));
            Qrels qrels = result.GetValue(judgements) is { } path ? InputFiles.ReadQrels(path, console) : collection.Qrels;
            Run[] read = InputFiles.ReadRuns(result.GetRequiredValue(runs), console);
            var options = new MiningOptions(result.GetValue(depth), result.GetValue(positives), result.GetValue(negatives), result.GetValue(minGrade), result.GetValue(margin));
            IReadOnlyDictionary<string, BeirDocument> corpus = collection.LoadCorpus(NegativeMining.DocumentIds(qrels, read, options.Depth));
            if (!teacher.IsGiven(result))
            {
                await WriteAsync(teacher: null);
                return ExitCode.Ok;
            }

            using IReranker asked = teacher.Read(result).Create(result, collection.ReadCorpus().Select(document => document.TitleAndText), cancellationToken);
            using KeptScoring scoring = kept.Open(result, asked, target, console);
            return await scoring.RunAsync(() => WriteAsync(scoring), cancellationToken);

            async Task WriteAsync(KeptScoring? teacher)
            {
                var tally = new MiningTally();
                var mining = new NegativeMining(qrels, read, corpus, teacher, options, tally);
                List<TrainingExample> examples = await MineAsync(mining, collection, qrels, tally, isTaught, cancellationToken);
                if (examples.Count == 0)
                {
                    tally.Report(console);
                    throw new InputException($"{collection.Name} and {string.Join(", ", read.Select(run => run.Name))} have no query with both a relevant passage and a negative. Give the collection and the judgements that the runs were made from.");
                }

                TrainingExample[][] splits = Split(examples, result.GetValue(seed), result.GetValue(dev), result.GetValue(test));
                files.Write(splits, written, isTaught, qrels);
                Report(splits, files, console);
                tally.Report(console);
                InputFiles.WarnOfReplaced(collection, console);
            }
        });
        return command;
    }

    private static async Task<List<TrainingExample>> MineAsync(
        NegativeMining mining, BeirDataset collection, Qrels qrels, MiningTally tally, bool isTaught, CancellationToken cancellationToken)
    {
        var texts = collection.Queries.ToDictionary(query => query.Id, query => query.Text, StringComparer.Ordinal);
        List<TrainingExample> examples = [];
        List<WordSet> asked = [];
        foreach (string queryId in qrels.QueryIds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!texts.TryGetValue(queryId, out string? query) || string.IsNullOrWhiteSpace(query))
            {
                tally.QueriesWithoutText++;
                continue;
            }

            var words = new WordSet(query);
            if (asked.Exists(words.IsLike))
            {
                tally.DuplicateQueries++;
                continue;
            }

            asked.Add(words);
            if (await mining.MineAsync(queryId, query, cancellationToken) is { } example)
            {
                examples.Add(isTaught ? Scored(example) : example);
            }
        }

        examples.RemoveAll(example => example.Positives.Count == 0 || example.Negatives.Count == 0);
        return examples;
    }

    // A label that the teacher did not give cannot be learnt.
    private static TrainingExample Scored(TrainingExample example) => example with
    {
        Positives = [.. example.Positives.Where(passage => passage.Score is not null)],
        Negatives = [.. example.Negatives.Where(passage => passage.Score is not null)],
    };

    // By the query's text alone: the same on every machine, and whatever else the collection holds.
    private static TrainingExample[][] Split(List<TrainingExample> examples, int seed, double dev, double test)
    {
        ILookup<int, TrainingExample> splits = examples.ToLookup(example =>
        {
            double place = Hash128.Of($"{seed.ToString(CultureInfo.InvariantCulture)};{example.Query}").High / (double)ulong.MaxValue;
            return place < test ? 2 : place < test + dev ? 1 : 0;
        });
        return [[.. splits[0]], [.. splits[1]], [.. splits[2]]];
    }

    private static void CheckTeacher(ParseResult result, bool hasTeacher, bool isTaught, TrainingFormat format, Option labels, IEnumerable<Option> ofTeacher)
    {
        if (!hasTeacher && isTaught)
        {
            throw new InputException("--labels teacher needs --teacher, the reranker whose scores are learnt.");
        }

        if (!hasTeacher)
        {
            result.Refuse("a command without --teacher", ofTeacher);
        }

        if (format == TrainingFormat.FlagEmbedding)
        {
            result.Refuse("--format flag, which has the teacher's scores beside the passages", labels);
        }
    }

    private static void Report(TrainingExample[][] splits, TrainingFiles files, ToolConsole console)
    {
        TrainingExample[] all = [.. splits.SelectMany(split => split)];
        console.Error.WriteLine(
            $"Wrote {string.Join(", ", splits.Select((split, i) => $"{Figures.Count(split.Length, "query", "queries")} to {files.Names[i]}"))}, and {files.Names[3]}: "
            + $"{Figures.Count(all.Sum(example => example.Positives.Count), "relevant passage", "relevant passages")}, {Figures.Count(all.Sum(example => example.Negatives.Count), "negative", "negatives")}");
        for (int i = 0; i < splits.Length; i++)
        {
            if (splits[i].Length == 0)
            {
                console.Warn($"{files.Names[i]} is empty; with so few queries another --seed, --dev or --test may fill it");
            }
        }
    }

    private static Option<double> CreateShare(string name, string description) => CheckedOption.Create<double>(
        name, "share", description, text => Numbers.Real(text), CheckShare).WithDefault(0.1);

    private static void CheckShare(double value)
    {
        if (value is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "allowed is 0 to below 1.");
        }
    }
}
