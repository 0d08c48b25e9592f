using System.Buffers;

namespace RerankKit;

/// <summary>A text as the model reads it: cut to size, and with nothing in it that a chat template would take for its own.</summary>
internal readonly record struct PassageText(string Text, bool IsTruncated)
{
    // The longest mark of a chat template that is looked for, e.g. <|start_header_id|> or <start_of_turn>.
    private const int LongestMark = 40;
    private static readonly SearchValues<char> Suspicious = SearchValues.Create("<[");

    private static readonly string[] Marks =
    [
        "<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>", "<s>", "</s>", "<<SYS>>", "<</SYS>>", "[INST]", "[/INST]", "<think>", "</think>", "[gMASK]",
    ];

    public static PassageText Of(string text, int? maxTokens, bool hasNumbers)
    {
        int length = maxTokens is int limit ? EstimatedTokens.Fit(text, limit) : text.Length;
        string kept = length == text.Length ? text : text[..length];
        return new(kept.AsSpan().ContainsAny(Suspicious) ? Disarm(kept, hasNumbers) : kept, length < text.Length);
    }

    // A space behind the first character leaves it readable and makes it no special token. Numbers in brackets become numbers in parentheses.
    private static string Disarm(string text, bool hasNumbers)
    {
        System.Text.StringBuilder? changed = null;
        int copied = 0;
        int i = 0;
        while (text.AsSpan(i).IndexOfAny(Suspicious) is >= 0 and int offset)
        {
            i += offset;
            int numberEnd = hasNumbers ? BracketedNumberEnd(text, i) : 0;
            if (numberEnd > 0)
            {
                changed ??= new(text.Length);
                changed.Append(text, copied, i - copied).Append('(').Append(text, i + 1, numberEnd - i - 1).Append(')');
                i = copied = numberEnd + 1;
                continue;
            }

            if (IsMark(text.AsSpan(i)))
            {
                changed ??= new(text.Length + 8);
                changed.Append(text, copied, i + 1 - copied).Append(' ');
                copied = i + 1;
            }

            i++;
        }

        return changed is null ? text : changed.Append(text, copied, text.Length - copied).ToString();
    }

    private static bool IsMark(ReadOnlySpan<char> text)
    {
        foreach (string mark in Marks)
        {
            if (text.StartsWith(mark, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        if (text.Length < 3 || text[0] != '<' || text[1] is not ('|' or '\uFF5C'))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[2..Math.Min(text.Length, LongestMark)];
        int end = rest.IndexOf('>');
        return end > 0 && rest[end - 1] is '|' or '\uFF5C' && !rest[..end].ContainsAny(' ', '\n');
    }

    private static int BracketedNumberEnd(string text, int start)
    {
        int end = start + 1;
        while (end < text.Length && char.IsDigit(text[end]))
        {
            end++;
        }

        return text[start] == '[' && end > start + 1 && end < text.Length && text[end] == ']' ? end : 0;
    }
}
