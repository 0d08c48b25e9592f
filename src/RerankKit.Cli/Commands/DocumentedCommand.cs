namespace RerankKit.Cli.Commands;

/// <summary>A command whose own help says more than the line it has in the list of commands.</summary>
internal sealed class DocumentedCommand(string name, string summary, string notes) : Command(name, summary)
{
    /// <summary>What follows the options in the help: the rules, then examples.</summary>
    public string Notes { get; } = notes;
}
