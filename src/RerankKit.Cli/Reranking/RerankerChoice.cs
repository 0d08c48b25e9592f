using System.CommandLine.Parsing;
using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Reranking;

/// <summary><c>--reranker</c>, or another name for it, and the options that go with each kind of it.</summary>
internal sealed class RerankerChoice
{
    private readonly ModelOptions _model = new();
    private readonly IReadOnlyList<IRerankerSource> _sources;
    private readonly Option<string> _reranker;

    private readonly bool _isRequired;

    /// <param name="console">The tool's console.</param>
    /// <param name="name">The option.</param>
    /// <param name="role">What it names, as its description begins.</param>
    /// <param name="isRequired">Whether a command needs one.</param>
    public RerankerChoice(ToolConsole console, string name = "--reranker", string role = "The reranker", bool isRequired = true)
    {
        _isRequired = isRequired;
        _sources = RerankerSources.CreateAll(_model, new ServiceOptions(), console);
        _reranker = new(name)
        {
            Description = $"{role}: {string.Join(", ", _sources.Where(source => source is not ServiceSource).Select(source => $"{source.Name} ({source.Description})"))}; or a service, with --url and --model where it needs them: {string.Join(", ", ServiceSource.Providers)}.",
            HelpName = "name",
        };
        _reranker.CompletionSources.Add([.. _sources.Select(source => source.Name)]);
        _reranker.Validators.Add(result =>
        {
            string given = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (Find(given) is null)
            {
                result.AddError($"{name} is '{given}'; known are: {string.Join(", ", _sources.Select(source => source.TakesFile ? $"{source.Name}:FILE" : source.Name))}.");
            }
        });
    }

    /// <summary>Names the reranker.</summary>
    public Option Reranker => _reranker;

    /// <summary>What goes with the kinds of reranker.</summary>
    public IEnumerable<Option> Settings => _sources.SelectMany(source => source.Options).Distinct();

    /// <summary>Asks for the statistics of a whole collection.</summary>
    public Option CorpusStatistics => _sources.OfType<LexicalSource>().Single().CorpusStatistics;

    /// <summary>Whether one is asked for.</summary>
    public bool IsGiven(ParseResult result) => result.IsGiven(_reranker) || result.IsGiven(_model.Model);

    /// <summary>The kind that is asked for: a model where only that is named.</summary>
    public IRerankerSource Read(ParseResult result) => Find(result.GetValue(_reranker) ?? ModelSource.SourceName)!;

    /// <summary>Requires a reranker, and refuses the options of another kind; for the validators of a command.</summary>
    public void Check(CommandResult result)
    {
        if (!result.IsGiven(_reranker) && !result.IsGiven(_model.Model))
        {
            if (!_isRequired)
            {
                result.Refuse($"a command without {_reranker.Name}", Settings);
                return;
            }

            result.AddError("--reranker is missing. Give --reranker lexical, or --model with a model's folder or id.");
            return;
        }

        string name = result.IsGiven(_reranker) && result.GetResult(_reranker)!.Tokens is [var token] ? token.Value : ModelSource.SourceName;
        if (Find(name) is not { } chosen)
        {
            return;
        }

        string with = result.IsGiven(_reranker) ? $"{_reranker.Name} {chosen.Name}" : "--model alone";
        foreach (Option option in Settings.Except(chosen.Options))
        {
            result.Refuse($"{with}; it is for {Owners(option)}", option);
        }

        _model.Check(result);
    }

    private string Owners(Option option)
    {
        IRerankerSource[] owners = [.. _sources.Where(source => source.Options.Contains(option))];
        string[] names = [.. owners.Where(source => source is not (ServiceSource or ChatSource)).Select(source => source.Name)];
        bool isOfServices = owners.Length > names.Length;
        return (names.Length, isOfServices) switch
        {
            (0, _) => "services and language models",
            (_, true) => $"{_reranker.Name} {string.Join(", ", names)}, services and language models",
            (1, _) => $"{_reranker.Name} {names[0]}",
            _ => $"{_reranker.Name} {string.Join(", ", names[..^1])} or {names[^1]}",
        };
    }

    private IRerankerSource? Find(string name) => _sources.FirstOrDefault(source => source.TakesFile
        ? name.Length > source.Name.Length + 1 && name.StartsWith($"{source.Name}:", StringComparison.OrdinalIgnoreCase)
        : string.Equals(source.Name, name, StringComparison.OrdinalIgnoreCase));
}
