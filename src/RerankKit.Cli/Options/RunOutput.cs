namespace RerankKit.Cli.Options;

/// <summary>The options of a run that is written.</summary>
internal static class RunOutput
{
    public static Option<string> CreateFile() => new("--output")
    {
        Description = "The run to write, in TREC format; packed when it ends in .gz; '-' writes to standard output.",
        HelpName = "file",
    };

    public static Option<string> CreateTag(string standard)
    {
        var option = new Option<string>("--tag") { Description = $"The run's name, its last column. [default: {standard}]", HelpName = "name" };
        option.Validators.Add(result =>
        {
            string? tag = result.Tokens.Count > 0 ? result.Tokens[0].Value : null;
            if (tag is not null && (tag.Length == 0 || tag.Any(char.IsWhiteSpace)))
            {
                result.AddError($"--tag is '{tag}'; allowed is a name without whitespace.");
            }
        });
        return option;
    }

    public static Option<int> CreateCount(string name, string description, int standard) =>
        CheckedOption.Create<int>(name, "n", description, text => Numbers.Whole(text), CheckCount).WithDefault(standard);

    private static void CheckCount(int value)
    {
        if (value < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "allowed is 1 or more.");
        }
    }
}
