using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Evaluation;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>models --dataset DIR --models DIR... [--settings FILE] [--run FILE] [--candidates 50] [--queries 100] [--results FOLDER]</c>: the reader's own models and providers on the
/// reader's own texts. A model is a folder or an id of the hub; a provider is one of the <c>Rerankers</c> in a settings file's section <c>Reranking</c>, as an application has it.
/// </summary>
internal static class ModelsCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        List<string> models = [];
        string? folder = null;
        string? settings = null;
        string? runPath = null;
        var options = new RerankerBenchmarkOptions();
        ModeArguments mode = new ModeArguments()
            .Texts("--models", "DIR...", models.Add)
            .Text("--dataset", "DIR", value => folder = value)
            .Text("--settings", "FILE", value => settings = value)
            .Text("--run", "FILE", value => runPath = value)
            .Number<int>("--candidates", value => options.Candidates = value)
            .Number<int>("--queries", value => options.MaxQueries = value);
        if (!mode.TryRead(arguments))
        {
            return 1;
        }

        if (folder is null || (models.Count == 0 && settings is null))
        {
            await Console.Error.WriteLineAsync("Give --dataset DIR, and --models DIR... or --settings FILE.");
            return 1;
        }

        try
        {
            await MeasureAsync(models, folder, settings, runPath, options, mode.Results);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or FormatException or InvalidDataException or NotSupportedException or ModelStoreException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task MeasureAsync(List<string> models, string folder, string? settings, string? runPath, RerankerBenchmarkOptions options, ResultFiles results)
    {
        var dataset = BeirDataset.Load(folder);
        Run? run = runPath is null ? null : RunFile.Read(runPath);
        await using ServiceProvider? services = settings is null ? null : Services(settings, models);
        var rows = new List<RerankerBenchmarkResult>();
        foreach (string model in models)
        {
            await Console.Error.WriteLineAsync($"{model} ...");
            rows.Add(await RerankerBenchmark.MeasureAsync(Path.GetFileName(model.TrimEnd(Path.DirectorySeparatorChar)), token => LoadAsync(model, services, token), dataset, run, options));
        }

        string report = $"""
            {dataset.Name}, {(run is null ? "documents at random" : $"the first {options.Candidates} of {Path.GetFileName(runPath)}")}. Warm calls, one at a time, {Environment.ProcessorCount} processors; memory above that before loading.

            {RerankerBenchmarkResult.Header}
            {string.Join('\n', rows)}
            """;
        Console.WriteLine(report);
        results.Write("Models", report, $"ONNX Runtime {OnnxRuntimeLibrary.Load().Version}");
    }

    // Adds the rerankers of the settings to the models.
    private static ServiceProvider Services(string path, List<string> models)
    {
        IConfigurationSection section = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path)).Build().GetSection("Reranking");
        models.AddRange(section.GetSection("Rerankers").GetChildren().Select(child => child.Key));
        var services = new ServiceCollection();
        services.AddRemoteRerankers().AddOnnxRerankers().AddEmbeddedReranker().AddReranking(section);
        return services.BuildServiceProvider();
    }

    private static async Task<IReranker> LoadAsync(string model, ServiceProvider? services, CancellationToken cancellationToken)
    {
        if (services?.GetKeyedService<IReranker>(model) is { } configured)
        {
            return configured;
        }

        using var store = new ModelStore();
        StoredModel stored = await store.ResolveAsync(model, cancellationToken: cancellationToken);
        return DecoderReranker.IsDecoder(stored) ? DecoderReranker.Load(stored) : CrossEncoderReranker.Load(stored);
    }
}
