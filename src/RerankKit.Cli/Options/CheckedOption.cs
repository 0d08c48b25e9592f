using System.CommandLine.Parsing;

namespace RerankKit.Cli.Options;

/// <summary>Makes options that are checked where the library checks them, so that the allowed range stands in one place.</summary>
internal static class CheckedOption
{
    /// <summary>Makes an option.</summary>
    /// <param name="name">The option.</param>
    /// <param name="helpName">What its value is called in the help.</param>
    /// <param name="description">What it decides.</param>
    /// <param name="parse">Reads the value from its text.</param>
    /// <param name="check">Throws an <see cref="ArgumentException"/> when the library does not allow the value.</param>
    public static Option<T> Create<T>(string name, string helpName, string description, Func<string, T?> parse, Action<T>? check = null) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Parse(result, name, parse, check),
    };

    /// <summary>Sets the value of an option that is not given.</summary>
    public static Option<T> WithDefault<T>(this Option<T> option, T value)
    {
        option.DefaultValueFactory = _ => value;
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string name, Func<string, T?> parse, Action<T>? check)
    {
        string text = result.Tokens[0].Value;
        try
        {
            T? value = parse(text);
            check?.Invoke(value!);
            return value;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            result.AddError($"{name} is '{text}': {exception.Message}");
        }
        catch (ArgumentOutOfRangeException exception)
        {
            result.AddError($"{name} is {text}; {Allowed(UserMessage.Of(exception))}");
        }
        catch (ArgumentException exception)
        {
            result.AddError($"{name} is {text}: {UserMessage.Of(exception)}");
        }

        return default;
    }

    // The library's message goes "Property is value; allowed is ...".
    private static string Allowed(string message)
    {
        int at = message.IndexOf("allowed is", StringComparison.Ordinal);
        return at < 0 ? message : message[at..];
    }
}
