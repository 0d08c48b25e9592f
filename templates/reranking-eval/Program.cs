using RerankKit;
using RerankKit.Embedded;
using RerankKit.Evaluation;

// dotnet run                          measures the reranker, and fails (exit code 1) when its rankings are worse than those of baseline.run
// dotnet run -- --accept              makes these rankings the baseline: commit the file
// dotnet run -- --dataset FOLDER      on a collection of your own, in the BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv or qrels/test.tsv
const int Depth = 50;
const double MaxDrop = 0.02;
const string BaselineFile = "baseline.run";
RankingMetric metric = RankingMetrics.Ndcg(10);

string folder = "collection";
bool isAccepted = false;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--accept":
            isAccepted = true;
            break;
        case "--dataset" when i + 1 < args.Length:
            folder = args[++i];
            break;
        default:
            Console.Error.WriteLine($"error: '{args[i]}' is not known here; allowed are --accept and --dataset FOLDER.");
            return 2;
    }
}

if (!Directory.Exists(folder))
{
    Console.Error.WriteLine($"error: there is no folder '{folder}'. Run this in the project's folder, or name a collection with --dataset FOLDER.");
    return 2;
}

BeirDataset dataset = BeirDataset.Load(folder);
RerankCandidate[] corpus = [.. dataset.ReadCorpus().Select(document => new RerankCandidate(document.TitleAndText) { Id = document.Id })];

// What finds the candidates. In its place, your own search: RunFile.Read("search.run") has its rankings.
using var bm25 = new LexicalReranker(new() { Statistics = LexicalCorpusStatistics.Build(corpus.Select(document => document.Text)) });

// What is measured. In its place, your own pipeline.
using IReranker reranker = new EmbeddedReranker();

var found = new Run("bm25");
var reranked = new Run("reranked");
foreach (string queryId in dataset.Qrels.QueryIds)
{
    string query = dataset.GetQuery(queryId).Text;
    RerankResponse first = await bm25.RerankAsync(query, corpus, new() { TopN = Depth });
    RerankCandidate[] candidates = [.. first.Results.Where(result => result.Score > 0).Select(result => corpus[result.Index] with { Score = result.Score })];
    RerankResponse second = await reranker.RerankAsync(query, candidates);
    found.AddRanking(queryId, candidates.Select(candidate => candidate.Id!));
    reranked.AddRanking(queryId, second.Results.Select(result => candidates[result.Index].Id!));
}

RunComparison comparison = RunComparison.Compare(dataset.Qrels, found, reranked, [metric, RankingMetrics.ReciprocalRank(10), RankingMetrics.Precision(5)]);
Console.WriteLine($"{dataset.Name}: {comparison.QueryIds.Count} judged queries, {corpus.Length} passages");
Console.WriteLine($"{"",-10}{found.Name,10}{reranked.Name,10}{"better",10}{"worse",8}{"p",10}");
foreach (MetricComparison line in comparison.Metrics)
{
    Console.WriteLine($"{line.Metric,-10}{line.Baseline,10:F4}{line.Candidate,10:F4}{line.Wins,10}{line.Losses,8}{line.RandomisationPValue,10:F4}");
}

// Without a baseline, reranking is held against what it started from.
bool hasBaseline = File.Exists(BaselineFile);
RegressionGateResult gate = RegressionGate.Check(dataset.Qrels, hasBaseline ? RunFile.Read(BaselineFile) : found, reranked, metric, MaxDrop);
Console.WriteLine($"{(gate.Passed ? "PASSED" : "FAILED")} against {(hasBaseline ? BaselineFile : found.Name)}: {gate.Reason}");
foreach (QueryDifference query in gate.Passed ? [] : gate.Causes.Take(5))
{
    Console.WriteLine($"  {query.QueryId}: {query.Baseline:F4} -> {query.Candidate:F4}  {dataset.GetQuery(query.QueryId).Text}");
}

if (isAccepted)
{
    RunFile.Write(reranked, BaselineFile);
    Console.WriteLine($"{BaselineFile} holds these rankings now.");
    return 0;
}

return gate.Passed ? 0 : 1;
