using System.Globalization;

namespace RerankKit.Benchmarks;

/// <summary>The arguments of a mode: names that it knows, flags and options with a value; <c>--results FOLDER</c> is every mode's.</summary>
internal sealed class ModeArguments
{
    private readonly List<string> _shown = [];
    private readonly Dictionary<string, Func<string?, bool?>> _options = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lists = new(StringComparer.Ordinal);
    private string? _results;

    /// <summary>Where result files go.</summary>
    public ResultFiles Results => new(_results);

    /// <summary>Names, any of which may stand alone.</summary>
    public ModeArguments Names(IEnumerable<string> names, Action<string> add)
    {
        foreach (string name in names)
        {
            Flag(name, () => add(name));
        }

        return this;
    }

    public ModeArguments Flag(string name, Action set)
    {
        _shown.Add(name);
        _options[name] = _ =>
        {
            set();
            return null;
        };
        return this;
    }

    public ModeArguments Number<T>(string name, Action<T> set)
        where T : IParsable<T>
    {
        _shown.Add($"{name} NUMBER");
        _options[name] = value =>
        {
            bool isNumber = T.TryParse(value, CultureInfo.InvariantCulture, out T? number);
            if (isNumber)
            {
                set(number!);
            }

            return isNumber;
        };
        return this;
    }

    public ModeArguments Text(string name, string what, Action<string> set)
    {
        _shown.Add($"{name} {what}");
        _options[name] = value =>
        {
            if (value is not null)
            {
                set(value);
            }

            return value is not null;
        };
        return this;
    }

    /// <summary>An option with one value or more, up to the next option.</summary>
    public ModeArguments Texts(string name, string what, Action<string> add)
    {
        _lists.Add(name);
        return Text(name, what, add);
    }

    /// <summary>Reads all; says what it does not know, or what lacks a value.</summary>
    public bool TryRead(ReadOnlySpan<string> arguments)
    {
        Text("--results", "FOLDER", value => _results = value);
        for (int i = 0; i < arguments.Length; i++)
        {
            // Null from an option: it takes no value.
            string option = arguments[i];
            bool? isTaken = _options.TryGetValue(option, out Func<string?, bool?>? read) ? read(i + 1 < arguments.Length ? arguments[i + 1] : null) : false;
            if (isTaken == false)
            {
                Console.Error.WriteLine($"'{option}' is none of {string.Join(", ", _shown)}.");
                return false;
            }

            i += isTaken == true ? 1 : 0;
            while (_lists.Contains(option) && i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                read!(arguments[++i]);
            }
        }

        return true;
    }
}
