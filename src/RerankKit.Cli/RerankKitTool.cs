using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;
using RerankKit.Cli.Commands;
using RerankKit.Onnx;
using RerankKit.Remote;

namespace RerankKit.Cli;

/// <summary>The <c>rerankkit</c> tool: reads the arguments, runs a command, and turns what the user got wrong into a message.</summary>
internal static class RerankKitTool
{
    // A plain command, because the name of a RootCommand is that of the assembly.
    public static Command CreateCommand(ToolConsole console)
    {
        var help = new HelpOption();
        help.Action = new NotedHelp((HelpAction)help.Action!);
        var root = new Command("rerankkit", "Evaluates, compares, fuses and reranks runs, and gates a change in CI.")
        {
            EvalCommand.Create(console),
            CompareCommand.Create(console),
            GateCommand.Create(console),
            FuseCommand.Create(console),
            TuneCommand.Create(console),
            RerankCommand.Create(console),
            IndexCommand.Create(console),
            ExplainCommand.Create(console),
            ParityCommand.Create(console),
            TokenizeCommand.Create(console),
            ModelsCommand.Create(console),
            help,
            new VersionOption(),
        };
        root.SetAction(result =>
        {
            ((SynchronousCommandLineAction)help.Action).Invoke(result);
            return ExitCode.BadInput;
        });
        return root;
    }

    public static async Task<int> RunAsync(string[] arguments, ToolConsole console, CancellationToken cancellationToken = default)
    {
        // Numbers are read and written with a point and messages are English, wherever the machine stands.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        ParseResult result = CreateCommand(console).Parse(arguments);
        if (result.Action is ParseErrorAction)
        {
            return Refuse(result, console);
        }

        var invocation = new InvocationConfiguration
        {
            Output = console.Output,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            // On a thread of its own, so that Ctrl+C ends work that does not look at its token, such as a read of standard input.
            return await Task.Run(() => InvokeAsync(result, invocation, console, cancellationToken), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception exception) when (IsOfTheUser(exception))
        {
            console.Error.WriteLine($"error: {UserMessage.Of(exception)}");
            return ExitCode.BadInput;
        }
    }

    private static async Task<int> InvokeAsync(ParseResult result, InvocationConfiguration invocation, ToolConsole console, CancellationToken cancellationToken)
    {
        int exitCode = await result.InvokeAsync(invocation, cancellationToken);
        await console.Output.FlushAsync(cancellationToken);
        return exitCode;
    }

    // Anything else is a fault of ours: it ends the process with its stack trace.
    private static bool IsOfTheUser(Exception exception) => exception
        is InputException or IOException or UnauthorizedAccessException or FormatException or ArgumentException or InvalidDataException
        or NotSupportedException or ModelStoreException or OnnxRuntimeException or DllNotFoundException or TimeoutException
        or RerankProviderException or ChatRerankException;

    private static int Refuse(ParseResult result, ToolConsole console)
    {
        foreach (string message in result.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
        {
            console.Error.WriteLine($"error: {message}");
        }

        console.Error.WriteLine($"See '{PathOf(result.CommandResult.Command)} --help'.");
        return ExitCode.BadInput;
    }

    private static string PathOf(Symbol command) => command.Parents.FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : command.Name;
}
