using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using RerankKit.Benchmarks;

switch (args)
{
    case ["engine", .. string[] rest]:
        return EngineCommand.Run(rest);
    case ["maxsim", .. string[] rest]:
        return MaxSimCommand.Run(rest);
    case ["calls", .. string[] rest]:
        return await CallTimesCommand.RunAsync(rest);
    case ["context", .. string[] rest]:
        return await ContextCommand.RunAsync(rest);
    case ["embedded", .. string[] rest]:
        return EmbeddedCommand.Run(rest);
    case ["quality", .. string[] rest]:
        return await QualityCommand.RunAsync(rest);
    case ["models", .. string[] rest]:
        return await ModelsCommand.RunAsync(rest);
    case ["simulate", .. string[] rest]:
        return SimulateCommand.Run(rest);
    case ["load", .. string[] rest]:
        return await LoadCommand.RunAsync(rest);
    case ["serve-http", .. string[] rest]:
        return await BenchmarkServer.RunAsync(rest);
    case ["serve"]:
        return RerankServer.Run();
    default:
        break;
}

// In process: the repository's build settings (warnings as errors, analyzers) are not for generated projects.
ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default.WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100)).WithIterationCount(15).WithWarmupCount(10).WithToolchain(InProcessEmitToolchain.Instance))
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Median)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .AddLogger(ConsoleLogger.Default);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
