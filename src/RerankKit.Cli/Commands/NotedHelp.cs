using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RerankKit.Cli.Commands;

/// <summary>The usual help, followed by the command's notes.</summary>
internal sealed class NotedHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is DocumentedCommand command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(command.Notes);
        }

        return exitCode;
    }
}
