using System.CommandLine.Parsing;

namespace RerankKit.Cli.Options;

/// <summary>Options that the user typed. One that would change nothing is refused by its name: somebody expects something of it.</summary>
internal static class GivenOptions
{
    public static bool IsGiven(this ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    public static bool IsGiven(this CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>Refuses those of the options that are given.</summary>
    /// <param name="result">What was typed.</param>
    /// <param name="with">What they do not go with.</param>
    /// <param name="options">The options.</param>
    public static void Refuse(this CommandResult result, string with, params IEnumerable<Option> options)
    {
        foreach (Option option in options.Where(result.IsGiven))
        {
            result.AddError(Message(option, with));
        }
    }

    /// <summary>Refuses those of the options that are given, where that is found out later than while parsing.</summary>
    /// <exception cref="InputException">One is.</exception>
    public static void Refuse(this ParseResult result, string with, params IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(result.IsGiven) is { } option)
        {
            throw new InputException(Message(option, with));
        }
    }

    private static string Message(Option option, string with) => $"{option.Name} does not go with {with}.";
}
