using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RerankKit.Authoring;

/// <summary>Reads the keys of one configuration section; whatever is wrong with a key or value is said with the key's whole path.</summary>
/// <remarks>
/// Each method reads one key where it is set, and hands its value on; <see cref="RefuseOthers"/> comes last. Every failure is an
/// <see cref="InvalidOperationException"/>: a value that cannot be read, a section in place of a value, an <see cref="ArgumentException"/> of the option that
/// was set, and a key that nothing asked for.
/// </remarks>
/// <param name="section">The section, for example the <c>Options</c> beside a <c>Provider</c>.</param>
[SuppressMessage("Naming", "CA1720", Justification = "Named after the types they read, as the readers and writers of .NET are.")]
public sealed class SettingsReader(IConfiguration section)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    private delegate bool Parser<T>(string text, out T value);

    private string SectionPath => (section as IConfigurationSection)?.Path ?? "";

    /// <summary>Reads a whole number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="set">Takes the value.</param>
    /// <returns>This reader.</returns>
    public SettingsReader Int32(string key, Action<int> set) =>
        Read(key, "a whole number", set, (string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    /// <summary>Reads a whole number of 64 bits.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Int64(string key, Action<long> set) =>
        Read(key, "a whole number", set, (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    /// <summary>Reads a number, with a point and without separators.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Double(string key, Action<double> set) =>
        Read(key, "a number", set, (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value));

    /// <summary>Reads an exact decimal number, as for prices.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Decimal(string key, Action<decimal> set) =>
        Read(key, "a number", set, (string text, out decimal value) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value));

    /// <summary>Reads true or false.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Boolean(string key, Action<bool> set) => Read<bool>(key, "true or false", set, bool.TryParse);

    /// <summary>Reads how long something may take or pause: up to a day, as more is a slip of the pen.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader TimeSpan(string key, Action<TimeSpan> set) =>
        Read(key, $"{ConfiguredTime.Allowed}, up to 1 day", set, (string text, out TimeSpan value) => ConfiguredTime.TryParse(text, out value) && value <= System.TimeSpan.FromDays(1));

    /// <summary>Reads how long something is kept or counted, which may well be days.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Lifetime(string key, Action<TimeSpan> set) => Read<TimeSpan>(key, ConfiguredTime.Allowed, set, ConfiguredTime.TryParse);

    /// <summary>Reads a name of an enumeration, in any case; numbers are refused.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Enum<T>(string key, Action<T> set)
        where T : struct, Enum =>
        Read(
            key,
            "one of " + string.Join(", ", System.Enum.GetNames<T>()),
            set,
            (string text, out T value) => System.Enum.TryParse(text, ignoreCase: true, out value) && System.Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]));

    /// <summary>Reads a text that is not empty.</summary>
    /// <inheritdoc cref="Int32" path="/param|/returns"/>
    public SettingsReader Text(string key, Action<string> set) =>
        Read(key, "a text", set, (string text, out string value) => (value = text).Length > 0);

    /// <summary>Reads a text that has to be there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="remedy">What to set it to, for the message: "the name of a field".</param>
    /// <param name="set">Takes the value.</param>
    /// <returns>This reader.</returns>
    public SettingsReader RequiredText(string key, string remedy, Action<string> set)
    {
        IConfigurationSection setting = section.GetSection(key);
        return string.IsNullOrEmpty(setting.Value) && !setting.GetChildren().Any()
            ? throw new InvalidOperationException($"The configuration key '{setting.Path}' is missing. Set it to {remedy}.")
            : Text(key, set);
    }

    /// <summary>Reads a list of texts, none of them empty.</summary>
    /// <param name="key">The key.</param>
    /// <param name="set">Takes the values, in the order written.</param>
    /// <returns>This reader.</returns>
    public SettingsReader Texts(string key, Action<IReadOnlyList<string>> set)
    {
        IConfigurationSection setting = Section(key);
        if (!setting.Exists())
        {
            return this;
        }

        string?[] values = setting.Value is null ? [.. setting.GetChildren().Select(child => child.Value)] : [null];
        if (Array.Exists(values, string.IsNullOrEmpty))
        {
            throw new InvalidOperationException($"The configuration key '{setting.Path}' is {(setting.Value is null ? "not a list of texts alone" : $"'{setting.Value}'")}; allowed is a list of texts.");
        }

        return Set(setting, string.Join(", ", values), values!, set);
    }

    /// <summary>Gives the section under a key, for a value that is more than a text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The section; <c>Exists()</c> tells whether it is set.</returns>
    public IConfigurationSection Section(string key)
    {
        _known.Add(key);
        return section.GetSection(key);
    }

    /// <summary>Says that a key is read elsewhere.</summary>
    /// <param name="keys">The keys.</param>
    /// <returns>This reader.</returns>
    public SettingsReader Known(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            _known.Add(key);
        }

        return this;
    }

    /// <summary>Refuses every key that nothing asked for: a misspelt one would otherwise be a setting that silently does nothing.</summary>
    /// <exception cref="InvalidOperationException">There is such a key; the message names it, and those that are known.</exception>
    public void RefuseOthers()
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!_known.Contains(child.Key))
            {
                throw new InvalidOperationException(
                    $"The configuration key '{child.Path}' is not known. Known in '{SectionPath}': {string.Join(", ", _known.Order(StringComparer.OrdinalIgnoreCase))}.");
            }
        }
    }

    private SettingsReader Read<T>(string key, string allowed, Action<T> set, Parser<T> parse)
    {
        _known.Add(key);
        IConfigurationSection setting = section.GetSection(key);
        if (setting.Value is not string text)
        {
            return setting.GetChildren().Any()
                ? throw new InvalidOperationException($"The configuration key '{setting.Path}' is a section; allowed is {allowed}.")
                : this;
        }

        if (!parse(text, out T value))
        {
            throw new InvalidOperationException($"The configuration key '{setting.Path}' is '{text}'; allowed is {allowed}.");
        }

        return Set(setting, text, value, set);
    }

    private SettingsReader Set<T>(IConfigurationSection setting, string text, T value, Action<T> set)
    {
        try
        {
            set(value);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"The configuration key '{setting.Path}' is '{text}': {exception.Message}", exception);
        }

        return this;
    }
}
