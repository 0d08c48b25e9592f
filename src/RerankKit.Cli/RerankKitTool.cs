using System.CommandLine.Help;
using System.CommandLine.Invocation;
using RerankKit.Cli.Commands;

namespace RerankKit.Cli;

/// <summary>The <c>rerankkit</c> tool: reads the arguments, runs a command, and turns what the user got wrong into a message.</summary>
internal static class RerankKitTool
{
    // A plain command, because the name of a RootCommand is that of the assembly.
    public static Command CreateCommand(ToolConsole console)
    {
        var help = new HelpOption();
        help.Action = new NotedHelp((HelpAction)help.Action!);
        var root = new Command("rerankkit", "Evaluates, compares, fuses and reranks runs, chooses a reranker, and gates a change in CI.")
        {
            EvalCommand.Create(console),
            CompareCommand.Create(console),
            GateCommand.Create(console),
            FuseCommand.Create(console),
            TuneCommand.Create(console),
            CalibrateCommand.Create(console),
            LearnCommand.Create(console),
            DistillCommand.Create(console),
            RerankCommand.Create(console),
            ServeCommand.Create(console),
            DiagnoseCommand.Create(console),
            SweepCommand.Create(console),
            ReportCommand.Create(console),
            AnswersCommand.Create(console),
            LabelCommand.Create(console),
            LiftCommand.Create(console),
            IndexCommand.Create(console),
            ExplainCommand.Create(console),
            TrainingDataCommand.Create(console),
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
            return await EndOfAsync(Task.Run(() => InvokeAsync(result, invocation, console, cancellationToken), CancellationToken.None), console, cancellationToken);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            console.Error.WriteLine(exception is InterruptedException ? exception.Message : "Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (UnfinishedException exception)
        {
            console.Error.WriteLine($"error: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (UserMessage.IsAboutInput(exception))
        {
            console.Error.WriteLine($"error: {UserMessage.Of(exception)}");
            return ExitCode.BadInput;
        }
    }

    // Cancelled work is waited for, so that it can keep what is finished and say where; but not for ever, as native code may not look at its token.
    private static async Task<int> EndOfAsync(Task<int> work, ToolConsole console, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            try
            {
                return await work.WaitAsync(console.Patience, console.TimeProvider, CancellationToken.None);
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    private static async Task<int> InvokeAsync(ParseResult result, InvocationConfiguration invocation, ToolConsole console, CancellationToken cancellationToken)
    {
        int exitCode = await result.InvokeAsync(invocation, cancellationToken);

        // Also what was cancelled and came to its end has something to say.
        await console.Output.FlushAsync(CancellationToken.None);
        return exitCode;
    }

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
