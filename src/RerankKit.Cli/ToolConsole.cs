using System.Text;
using Spectre.Console;

namespace RerankKit.Cli;

/// <summary>Where the tool reads and writes: results on <see cref="Output"/>, everything said about them on <see cref="Error"/>.</summary>
internal sealed class ToolConsole
{
    // A table is never broken inside its cells: a narrow terminal wraps whole lines, and a file keeps them.
    private const int TableWidth = 1000;

    public ToolConsole(Stream input, TextWriter output, TextWriter error, bool isOutputTerminal = false, bool isErrorTerminal = false)
    {
        Input = input;
        Output = output;
        Error = error;
        IsOutputTerminal = isOutputTerminal;
        Tables = Create(output, isOutputTerminal);
        Tables.Profile.Width = TableWidth;
        Progress = isErrorTerminal ? Create(error, isTerminal: true) : null;
    }

    public Stream Input { get; }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Whether somebody reads <see cref="Output"/> on a terminal.</summary>
    public bool IsOutputTerminal { get; }

    /// <summary>Draws tables on <see cref="Output"/>.</summary>
    public IAnsiConsole Tables { get; }

    /// <summary>Draws progress on <see cref="Error"/>; null when nobody looks.</summary>
    public IAnsiConsole? Progress { get; }

    /// <summary>How long cancelled work may take to end.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The file that a job on GitHub shows as its summary; null elsewhere.</summary>
    public string? JobSummary { get; init; }

    /// <summary>What model stores begin with; what it leaves open is read from the environment.</summary>
    public Func<ModelStoreOptions> ModelStoreDefaults { get; init; } = static () => new();

    /// <summary>Makes a model store, in another cache than the usual one where that is given.</summary>
    public ModelStore CreateModelStore(string? cacheDirectory = null)
    {
        ModelStoreOptions options = ModelStoreDefaults();
        options.CacheDirectory = cacheDirectory ?? options.CacheDirectory;
        return new(options, timeProvider: TimeProvider);
    }

    public static ToolConsole OfProcess(CancellationToken cancellationToken)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (!Console.IsOutputRedirected || !Console.IsErrorRedirected)
        {
            Console.OutputEncoding = utf8;
        }

        return new(
            new InterruptibleStream(Console.OpenStandardInput(), cancellationToken),
            new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = !Console.IsOutputRedirected, NewLine = "\n" },
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" },
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected)
        {
            JobSummary = Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY"),
        };
    }

    public void Warn(string message) => Error.WriteLine($"warning: {message}");

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,

            // Those for build servers switch colours on, whatever the output is.
            Enrichment = new() { UseDefaultEnrichers = false },
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
