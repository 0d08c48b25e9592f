using Spectre.Console;

namespace RerankKit.Cli.Reports;

/// <summary>A plain table: names to the left, figures to the right. Cells are texts, never markup.</summary>
internal sealed class ReportTable(params IReadOnlyList<string> columns)
{
    private const int Gap = 2;
    private static readonly Style Heading = new(decoration: Decoration.Bold);
    private readonly List<string[]> _rows = [];

    /// <summary>How many columns, from the left, hold names.</summary>
    public int LeftColumns { get; init; } = 1;

    /// <summary>How many columns behind those hold figures; null for all others.</summary>
    public int? RightColumns { get; init; }

    public void Add(params IEnumerable<string> cells) => _rows.Add([.. cells]);

    public void WriteTo(ToolConsole console)
    {
        var table = new Table().NoBorder();
        for (int i = 0; i < columns.Count; i++)
        {
            var column = new TableColumn(new Text(columns[i], Heading)) { NoWrap = true, Padding = new Padding(0, 0, i == columns.Count - 1 ? 0 : Gap, 0) };
            table.AddColumn(i < LeftColumns || i >= LeftColumns + (RightColumns ?? columns.Count) ? column : column.RightAligned());
        }

        table.AddRow(columns.Select((column, i) => new Text(new string('─', _rows.Select(row => row[i].Length).Append(column.Length).Max()))));
        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        console.Tables.Write(table);
        console.Output.WriteLine();
    }
}
