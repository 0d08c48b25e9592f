using System.Net;
using System.Text;

namespace RerankKit.LateInteraction;

/// <content>The document with what was found marked in it.</content>
public sealed partial class LateInteractionExplanation
{
    /// <summary>Writes the document with its highlights marked.</summary>
    /// <param name="style">How they are marked.</param>
    /// <param name="minWeight">The least <see cref="HighlightedSpan.Weight"/> to mark; from 0, which marks all, to 1.</param>
    /// <returns>The document's text with marks.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The style is not defined, or the weight is out of range.</exception>
    public string Render(HighlightStyle style, double minWeight = 0)
    {
        (string open, string close) = style switch
        {
            HighlightStyle.Brackets => ("[", "]"),
            HighlightStyle.Terminal => ("\e[1;4m", "\e[0m"),
            HighlightStyle.Html => ("<mark>", "</mark>"),
            _ => throw Throw.OutOfRange(style, "Brackets, Terminal or Html", nameof(style)),
        };
        if (minWeight is not (>= 0 and <= 1))
        {
            throw Throw.OutOfRange(minWeight, "a number from 0 to 1", nameof(minWeight));
        }

        var text = new StringBuilder(Document.Length + (Highlights.Count * (open.Length + close.Length)));
        int position = 0;
        foreach (HighlightedSpan span in Highlights)
        {
            if (span.Weight >= minWeight)
            {
                Append(text, Document[position..span.Start], style);
                text.Append(open);
                position = span.Start + span.Length;
                Append(text, Document[span.Start..position], style);
                text.Append(close);
            }
        }

        Append(text, Document[position..], style);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string part, HighlightStyle style)
    {
        switch (style)
        {
            case HighlightStyle.Html:
                text.Append(WebUtility.HtmlEncode(part));
                break;
            case HighlightStyle.Terminal:
                // A document must not steer the terminal.
                foreach (char c in part)
                {
                    if (!char.IsControl(c) || c is '\n' or '\t')
                    {
                        text.Append(c);
                    }
                }

                break;
            default:
                text.Append(part);
                break;
        }
    }
}
