using System.Globalization;
using System.Text;

namespace RerankKit.Benchmarks;

/// <summary>A table as the result files have it.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row, and shows it at once: the next may take a minute.</summary>
    public void Add(params ReadOnlySpan<string> cells)
    {
        _rows.Add(cells.ToArray());
        Console.Error.WriteLine(string.Join(" | ", cells!));
    }

    /// <summary>A number with as many decimals as it deserves.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "N0" : Math.Abs(value) >= 100 ? "F0" : Math.Abs(value) >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, columns);
        Append(text, [.. columns.Select((_, column) => column == 0 ? "---" : "---:")]);
        _rows.ForEach(row => Append(text, row));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
