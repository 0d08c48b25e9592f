namespace RerankKit.Cli.Options;

/// <summary>An option whose value is one of several names. Hyphens and case do not matter: <c>comb-sum</c> is <c>CombSUM</c>.</summary>
internal sealed class ChoiceOption<T> : Option<string>
{
    private readonly IReadOnlyList<(string Name, T Value)> _choices;

    /// <param name="name">The option.</param>
    /// <param name="description">What it decides; the choices are added to it.</param>
    /// <param name="choices">The choices; the first is the default. A choice may come again under another name.</param>
    public ChoiceOption(string name, string description, params IReadOnlyList<(string Name, T Value)> choices)
        : base(name)
    {
        _choices = choices;
        string[] names = [.. choices.DistinctBy(choice => choice.Value).Select(choice => choice.Name)];
        Description = $"{description}: {string.Join(", ", names)}";
        HelpName = "name";
        DefaultValueFactory = _ => choices[0].Name;
        CompletionSources.Add(names);
        Validators.Add(result =>
        {
            string given = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (result.Tokens.Count > 0 && !TryFind(given, out _))
            {
                result.AddError($"{name} is '{given}'; allowed is {string.Join(", ", names)}.");
            }
        });
    }

    public T Read(ParseResult result) =>
        TryFind(result.GetRequiredValue(this), out T? value) ? value! : throw new InvalidOperationException($"The default of {Name} is not one of its choices.");

    private static string Plain(string text) => text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private bool TryFind(string name, out T? value)
    {
        foreach ((string choice, T candidate) in _choices)
        {
            if (string.Equals(Plain(choice), Plain(name), StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
