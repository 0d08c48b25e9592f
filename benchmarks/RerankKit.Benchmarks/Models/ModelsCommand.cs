using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Evaluation;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>models --dataset DIR [--models DIR...] [--settings FILE] [--run FILE] [--candidates 50] [--queries 100] [--results FOLDER]</c>: the reader's own models and providers on the
/// reader's own texts. A model is a folder; a provider is one of the <c>Rerankers</c> of a settings file, as an application has it in its section <c>Reranking</c>.
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

        var dataset = BeirDataset.Load(folder);
        Run? run = runPath is null ? null : RunFile.Read(runPath);
        await using ServiceProvider? services = settings is null ? null : Services(settings, out models, models);
        var rows = new List<RerankerBenchmarkResult>();
        foreach (string model in models)
        {
            Console.Error.WriteLine($"{model} ...");
            rows.Add(await RerankerBenchmark.MeasureAsync(Path.GetFileName(model.TrimEnd(Path.DirectorySeparatorChar)), token => LoadAsync(model, services, token), dataset, run, options));
        }

        string report = $"""
            {dataset.Name}, {(run is null ? "documents at random" : $"the first {options.Candidates} of {Path.GetFileName(runPath)}")}. Warm calls, one at a time, {Environment.ProcessorCount} processors; memory above that before loading.

            {RerankerBenchmarkResult.Header}
            {string.Join('\n', rows)}
            """;
        Console.WriteLine(report);
        mode.Results.Write("Models", report, $"ONNX Runtime {OnnxRuntimeLibrary.Load().Version}");
        return 0;
    }

    private static ServiceProvider Services(string path, out List<string> all, List<string> models)
    {
        IConfigurationSection section = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path)).Build().GetSection("Reranking");
        all = [.. models, .. section.GetSection("Rerankers").GetChildren().Select(child => child.Key)];
        var services = new ServiceCollection();
        services.AddRemoteRerankers().AddOnnxRerankers();
        services.AddReranking(section);
        return services.BuildServiceProvider();
    }

    private static async Task<IReranker> LoadAsync(string model, ServiceProvider? services, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(model))
        {
            return services?.GetKeyedService<IReranker>(model) ?? throw new DirectoryNotFoundException($"There is no folder '{model}', and no reranker of that name in the settings.");
        }

        using var store = new ModelStore();
        StoredModel stored = await store.ResolveAsync(model, cancellationToken: cancellationToken);
        return DecoderReranker.IsDecoder(stored) ? DecoderReranker.Load(stored) : CrossEncoderReranker.Load(stored);
    }
}
