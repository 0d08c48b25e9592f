namespace RerankKit.Cli.Options;

/// <summary><c>--ignore-identical-ids</c>, of every command to which it matters.</summary>
internal static class IdenticalIdsOption
{
    /// <param name="effect">What the command does then.</param>
    public static Option<bool> Create(string effect) => new("--ignore-identical-ids")
    {
        Description = $"{effect}, as BEIR does: for collections whose queries are documents, such as ArguAna, where each would find itself.",
    };
}
