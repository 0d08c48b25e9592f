namespace RerankKit.Cli.Options;

/// <summary>Options that take one value or several, behind one name or each behind its own.</summary>
internal static class ManyOption
{
    public static Option<string[]> Create(string name, string description, string helpName = "file", bool isRequired = false) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Required = isRequired,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };
}
