using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Quickstart;
using RerankKit;
using RerankKit.Evaluation;
using RerankKit.Models;
using RerankKit.Onnx;
using Spectre.Console;

Option<DirectoryInfo> dataset = new Option<DirectoryInfo>("--dataset") { Description = "A labelled collection in the BEIR layout. Without it: the sample collection beside this program." }.AcceptExistingOnly();
Option<FileInfo[]> runs = new Option<FileInfo[]>("--run") { Description = "First-stage runs (TREC format) to fuse and rerank, instead of the two built-in retrievers.", AllowMultipleArgumentsPerToken = true }.AcceptExistingOnly();
var depth = new Option<int>("--depth") { Description = "Candidates per first stage.", DefaultValueFactory = _ => 50 };
depth.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError("--depth is less than 1; allowed is 1 or more.");
    }
});
var model = new Option<string?>("--model") { Description = "A cross-encoder that takes part: a model's folder, or its id on the hub, which is downloaded once." };
var colbert = new Option<string?>("--colbert") { Description = "A late-interaction model (ColBERT) that takes part, and explains its best passage: a folder, or an id on the hub." };
var neural = new Option<bool>("--neural") { Description = "all-MiniLM-L6-v2 takes part, out of the package RerankKit.MiniLM: a neural model without a download and without native code." };
var command = new RootCommand("Retrieves, fuses two first stages, reranks, and shows what each step is worth.") { dataset, runs, depth, model, colbert, neural };
command.SetAction(result => RunAsync(
    result.GetValue(dataset), result.GetValue(runs) ?? [], result.GetValue(depth), result.GetValue(model), result.GetValue(colbert), result.GetValue(neural)));
try
{
    return await command.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or InvalidDataException or ArgumentException or NotSupportedException or ModelStoreException)
{
    // A wrong path, a bad line, a model that is no model: the message says what to do, and the stack trace would hide it.
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}

static async Task<int> RunAsync(DirectoryInfo? folder, FileInfo[] runs, int depth, string? model, string? colbert, bool isNeural)
{
    // 1. A labelled collection: passages, queries, and what is relevant to what.
    BeirDataset dataset = BeirDataset.Load(folder?.FullName ?? Path.Combine(AppContext.BaseDirectory, "Collection"));
    IAnsiConsole console = AnsiConsole.Create(new() { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
    RerankCandidate[] corpus = [.. dataset.ReadCorpus().Select(document => new RerankCandidate(document.TitleAndText) { Id = document.Id, Item = document })];
    if (dataset.ReplacedCharacters > 0)
    {
        Console.Error.WriteLine($"warning: the texts of {dataset.Name} hold halves of surrogate pairs (characters cut in two), read as U+FFFD: {dataset.ReplacedCharacters}");
    }

    LexicalCorpusStatistics statistics = LexicalCorpusStatistics.Build(corpus.Select(candidate => candidate.Text));

    // 2. Two first stages that fail in different ways.
    using var bm25 = new LexicalReranker(new() { Statistics = statistics });
    IReadOnlyList<IFirstStage> firstStages = runs.Length == 0
        ? [new Bm25FirstStage(corpus, bm25), new TrigramFirstStage(corpus)]
        : ReadRuns(runs, dataset, corpus);

    // 3. The reranker, as an application registers it. Another source (a cross-encoder, a provider) would change the second line only.
    var services = new ServiceCollection();
    services.AddSingleton<TimeProvider>(new CollectionClock());
    services.AddReranking()
        .AddEmbedded()
        .UseRecencyBoost(Date)
        .UseStandardPipeline();
    if (model is not null)
    {
        services.AddReranking("cross-encoder").AddCrossEncoder(model).UseStandardPipeline();
    }

    if (colbert is not null)
    {
        // Documents are encoded once and kept in memory; RerankKit.Sqlite keeps them on disk.
        services.AddReranking("late-interaction").AddLateInteraction(colbert, configure: options => options.StoreEncoded = true);
    }

    if (isNeural)
    {
        services.AddReranking("neural").AddMiniLM(encoder => encoder.Engine = ModelEngine.Managed, options => options.StoreEncoded = true).UseStandardPipeline();
    }

    services.AddSingleton<ITokenVectorStoreProvider, MemoryStores>();
    await using ServiceProvider provider = services.BuildServiceProvider();
    List<(string, IReranker)> rerankers = [("reranked", provider.GetRequiredService<IReranker>())];
    foreach (string name in (string[])["cross-encoder", "late-interaction", "neural"])
    {
        if (provider.GetKeyedService<IReranker>(name) is { } reranker)
        {
            rerankers.Add((name, reranker));
        }
    }

    // 4. Every judged query: retrieve, fuse, rerank. 5. What was it worth?
    var experiment = new Experiment(dataset, firstStages, rerankers, depth);
    await experiment.RunAsync();
    Report.Write(console, experiment);
    if (colbert is not null)
    {
        await Report.WriteHighlightsAsync(console, experiment, provider.GetRequiredKeyedService<IReranker>("late-interaction"));
    }

    if (model is null)
    {
        console.WriteLine("With --model cross-encoder/ms-marco-MiniLM-L6-v2 (downloaded once), or a model's folder, a cross-encoder takes part.");
    }

    return 0;
}

static IReadOnlyList<IFirstStage> ReadRuns(FileInfo[] files, BeirDataset dataset, RerankCandidate[] corpus)
{
    Dictionary<string, RerankCandidate> byId = corpus.ToDictionary(candidate => candidate.Id!, StringComparer.Ordinal);
    bool areNamesUnique = files.Select(file => file.Name).Distinct(StringComparer.Ordinal).Count() == files.Length;
    return [.. files.Select(file => new RunFirstStage(RunFile.Read(file.FullName, areNamesUnique ? file.Name : file.FullName), dataset, byId))];
}

// An outdated page often shares more words with the query than the page that replaced it.
static DateTimeOffset? Date(RerankCandidate candidate) =>
    candidate.Item is BeirDocument document && document.Metadata.TryGetValue("date", out string? date)
        ? DateTimeOffset.Parse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
        : null;
