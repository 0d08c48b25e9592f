using System.Buffers;
using System.Text;

namespace RerankKit.Cli.Reports;

/// <summary>Texts of users in Markdown: what they hold is shown and means nothing.</summary>
internal static class MarkdownText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_{}[]<>#|&~");

    /// <summary>A text on one line, its special characters escaped.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            if (Special.Contains(character))
            {
                plain.Append('\\');
            }

            plain.Append(char.IsControl(character) ? ' ' : character);
        }

        return plain.ToString();
    }

    /// <summary>A row of a table.</summary>
    public static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(Of))} |";
}
