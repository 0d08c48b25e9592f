using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Sweeping;

/// <summary>A reranker in one argument: what <c>rerankkit rerank</c> takes as options, behind commas.</summary>
/// <remarks><c>lexical,corpus-statistics</c> is <c>--reranker lexical --corpus-statistics</c>, and a name that is no kind of reranker is a <c>--model</c>.</remarks>
/// <param name="name">The argument as it was given.</param>
/// <param name="source">The kind of reranker.</param>
/// <param name="result">Its options.</param>
internal sealed class RerankerArgument(string name, IRerankerSource source, ParseResult result)
{
    // What parity calls them.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase) { ["file"] = "onnx-file", ["provider"] = "execution-provider" };

    public string Name => name;

    /// <summary>How many documents a request of a service carries, where that is set.</summary>
    public int? MaxDocumentsPerCall =>
        Name.Split(',').Select(part => part.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && string.Equals(pair[0], "MaxCandidatesPerRequest", StringComparison.OrdinalIgnoreCase)) is { } pair
        && int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : null;

    /// <exception cref="InputException">It is no reranker, or a setting does not go with it.</exception>
    public static RerankerArgument Parse(string text, ToolConsole console)
    {
        var choice = new RerankerChoice(console);
        var command = new Command("reranker") { choice.Reranker };
        foreach (Option option in choice.Settings)
        {
            command.Add(option);
        }

        command.Validators.Add(choice.Check);
        string[] parts = text.Split(',');
        bool isKind = choice.Reranker.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Any(item => string.Equals(item.Label, parts[0], StringComparison.OrdinalIgnoreCase));
        ParseResult result = command.Parse([isKind ? "--reranker" : "--model", parts[0], .. parts.Skip(1).SelectMany(part => Arguments(part, command.Options))]);
        return result.Errors.Count == 0
            ? new(text, choice.Read(result), result)
            : throw new InputException($"--reranker {text}: {string.Join(' ', result.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))}");
    }

    public IReranker Create(IEnumerable<string> corpus, CancellationToken cancellationToken)
    {
        try
        {
            return source.Create(result, corpus, cancellationToken).AsBuilder().Build();
        }
        catch (Exception exception) when (exception is InputException or FormatException or ArgumentException)
        {
            throw new InputException($"--reranker {Name}: {UserMessage.Of(exception)}");
        }
    }

    /// <summary>What calls to somebody else's machine will use up; null where there are none.</summary>
    public CallEstimate? Estimate(IEnumerable<(string Query, RunCandidates Candidates)> queries) => source.Estimate(result, queries);

    private static string[] Arguments(string part, IList<Option> options)
    {
        string[] pair = part.Split('=', 2);
        string name = OtherNames.GetValueOrDefault(pair[0], pair[0]);
        Option? option = options.FirstOrDefault(option => string.Equals(option.Name, $"--{name}", StringComparison.OrdinalIgnoreCase) && option.Name != "--set");
        return option is null ? ["--set", part] : pair.Length == 2 ? [option.Name, pair[1]] : [option.Name];
    }
}
