using Spectre.Console;

namespace RerankKit.Cli.Reports;

/// <summary>A plain table: the first column to the left, figures to the right. Cells are texts, never markup.</summary>
internal sealed class ReportTable
{
    private readonly Table _table = new Table().Border(TableBorder.Simple).BorderStyle(Style.Plain);

    public ReportTable(params IEnumerable<string> columns)
    {
        foreach (string column in columns)
        {
            var cell = new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))) { NoWrap = true };
            _table.AddColumn(_table.Columns.Count == 0 ? cell : cell.RightAligned());
        }
    }

    public void Add(params IEnumerable<string> cells) => _table.AddRow(cells.Select(cell => new Text(cell)));

    public void WriteTo(ToolConsole console) => console.Tables.Write(_table);
}
