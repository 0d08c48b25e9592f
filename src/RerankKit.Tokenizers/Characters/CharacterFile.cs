using System.Globalization;

namespace RerankKit.Tokenizers;

/// <summary>Reads the embedded character tables: lines of a name and entries such as <c>41-5A</c>, <c>41-5A&gt;61</c> or <c>C0&gt;41,300</c>.</summary>
internal static class CharacterFile
{
    /// <summary>Every line's name and its entries.</summary>
    public static IEnumerable<(string Name, string[] Entries)> Lines(string file)
    {
        using Stream stream = typeof(CharacterFile).Assembly.GetManifestResourceStream(file)!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is string line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                string[] words = line.Split(' ');
                yield return (words[0], words[1..]);
            }
        }
    }

    /// <summary>The range an entry begins with, its step, and what follows the sign ">".</summary>
    public static (int First, int Last, int Step, string Target) Parse(string entry)
    {
        int arrow = entry.IndexOf('>', StringComparison.Ordinal);
        string range = arrow < 0 ? entry : entry[..arrow];
        string target = arrow < 0 ? "" : entry[(arrow + 1)..];
        int step = range.EndsWith("/2", StringComparison.Ordinal) ? 2 : 1;
        range = step == 2 ? range[..^2] : range;
        int dash = range.IndexOf('-', StringComparison.Ordinal);
        int first = Number(dash < 0 ? range : range.AsSpan(0, dash));
        return (first, dash < 0 ? first : Number(range.AsSpan(dash + 1)), step, target);
    }

    public static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
