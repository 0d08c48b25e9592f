using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit;
using RerankKit.AotTest;
using RerankKit.Embedded;
using RerankKit.Evaluation;
using RerankKit.LateInteraction;
using RerankKit.Models;
using RerankKit.Onnx;
using RerankKit.Sqlite;

// What an application does with the library, published ahead of time or trimmed. Takes the folders of a cross-encoder and of a late-interaction model. Prints "ok" and ends
// with 0 when all of it works.
if (args.Length != 2)
{
    Console.Error.WriteLine("Give the folders of a cross-encoder and of a late-interaction model.");
    return 2;
}

var services = new ServiceCollection();
services.AddReranking().AddLexical().UseStandardPipeline(options => options.TimeBudget = TimeSpan.FromSeconds(30));
IConfigurationRoot configuration = new ConfigurationBuilder()
    .AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Rerankers:configured:Provider"] = "lexical",
        ["Rerankers:configured:Options:K1"] = "1.2",
        ["Rerankers:configured:StandardPipeline:MaxCandidates"] = "20",
    })
    .Build();
services.AddReranking(configuration);
await using ServiceProvider provider = services.BuildServiceProvider();

string[] documents = ["The billing page lists invoices.", "How to rotate a signing key.", "Keys and locks."];
foreach (IReranker reranker in new[] { provider.GetRequiredService<IReranker>(), provider.GetRequiredKeyedService<IReranker>("configured") })
{
    for (int call = 0; call < 2; call++)
    {
        RerankResponse response = await reranker.RerankAsync("rotate the signing key", documents);
        Check(response.Results[0].Index == 1, "the passage that answers is first");
        Check(response.Results.Count == 3, "nothing is lost");
    }
}

using (var embedded = new EmbeddedReranker())
{
    RerankResponse meaning = await embedded.RerankAsync("how can a doctor treat a broken bone", ["The market fell on Friday.", "A physician sets the fractured limb and puts it into a cast.", "The recipe needs two eggs."]);
    Check(meaning.Results[0].Index == 1 && meaning.Stages[0].Decision == "scored", "the embedded reranker");
}

FusedRanking<string> fused = RankFusion.Fuse<string>([["a", "b", "c"], ["b", "c", "a"]]);
Check(fused[0].Key == "b", "reciprocal rank fusion");

Qrels qrels = QrelsFile.Read(new MemoryStream(Encoding.UTF8.GetBytes("q1 0 a 1\nq1 0 b 2\n")));
Run run = RunFile.Read(new MemoryStream(Encoding.UTF8.GetBytes("q1 Q0 b 1 2.0 r\nq1 Q0 a 2 1.0 r\n")));
EvaluationResult result = Evaluator.Evaluate(qrels, run, RankingMetric.ParseList("ndcg@10,map"));
Check(result["ndcg@10"] == 1, "nDCG of the ideal ranking");

var models = new ServiceCollection();
models.AddReranking().AddCrossEncoder(args[0]).UseCandidateCap(10);
await using ServiceProvider modelProvider = models.BuildServiceProvider();
IReranker crossEncoder = modelProvider.GetRequiredService<IReranker>();
RerankResponse scored = await crossEncoder.RerankAsync("rotate the signing key", documents);
Check(scored.Results.All(result => result.IsScored && result.TokenCount > 3), "every pair is scored");
HuggingFaceTokenizer tokenizer = crossEncoder.GetService<HuggingFaceTokenizer>()!;
Check(tokenizer.Encode("rotate the signing key", documents[0]).Ids.Count == scored.Results.First(result => result.Index == 0).TokenCount, "tokens");

using (var encoder = MultiVectorEncoder.Load(args[1]))
{
    using var late = new LateInteractionReranker(encoder);
    RerankResponse meaning = await late.RerankAsync("renew my credentials", ["The stadium opens at noon.", "How to change a password.", "Oil and tyres."]);
    Check(meaning.Results[0].Index == 1, "real weights rank by meaning");
}

string folder = Directory.CreateTempSubdirectory("rerankkit-aot-").FullName;
using (var database = RerankDatabase.Open(Path.Combine(folder, "vectors.db")))
{
    using ITokenVectorStore store = database.OpenTokenVectors("revision", TokenVectorCodecs.Create(TokenVectorPrecision.Int8, 2));
    await store.WriteAsync([new(TokenVectorKey.OfText("text", "id"), new(new float[] { 0, 1, 1, 0 }, 2))]);
    using StoredTokenVectors stored = await store.ReadAsync([TokenVectorKey.OfText("text", "id")]);
    await database.Scores.SetAsync("key", [1], new());
    stored.TryGet(0, out ReadOnlyMemory<byte> vectors);
    using var maxSim = new MaxSimQuery(new(new float[] { 0.6f, 0.8f }, 2), store.Codec);
    Check(Math.Abs(maxSim.Score(vectors.Span) - 0.8) < 0.01, "MaxSim");
    Check(stored.HitCount == 1 && await database.Scores.GetAsync("key") is [1], "the database");
}

Directory.Delete(folder, recursive: true);

var remotes = new ServiceCollection();
remotes.AddReranking().AddCohere(options => options.ApiKey = "key");
remotes.AddHttpClient("RerankKit.cohere").ConfigurePrimaryHttpMessageHandler(() => new CannedAnswer("""{"results":[{"index":2,"relevance_score":0.9},{"index":0,"relevance_score":0.1},{"index":1,"relevance_score":0.4}]}"""));
await using ServiceProvider remoteProvider = remotes.BuildServiceProvider();
RerankResponse remote = await remoteProvider.GetRequiredService<IReranker>().RerankAsync("rotate the signing key", documents);
Check(remote.Results.Select(result => result.Index).SequenceEqual([2, 1, 0]), "a remote reranker");
Console.WriteLine("ok");
return 0;

static void Check(bool condition, string what)
{
    if (!condition)
    {
        throw new InvalidOperationException("Failed: " + what);
    }
}
