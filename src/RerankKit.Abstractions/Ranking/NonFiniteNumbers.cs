namespace RerankKit;

/// <summary>Makes JSON of what some servers send for it: with NaN and infinities, which Python writes as they are and JSON does not know.</summary>
internal static class NonFiniteNumbers
{
    private static readonly string[] Names = ["infinity", "inf", "nan"];

    /// <summary>Puts an empty text in the place of each such number, so that it is read as no number at all. Lengths and positions stay.</summary>
    public static void Blank(Span<byte> json)
    {
        // Cheap, and hardly any answer has one; words in texts look alike.
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Inf"u8) < 0 && json.IndexOf("nan"u8) < 0 && json.IndexOf("inf"u8) < 0)
        {
            return;
        }

        for (int i = 0; i < json.Length; i++)
        {
            int next = json[i..].IndexOfAny("\"NnIi"u8);
            if (next < 0)
            {
                return;
            }

            i += next;
            i = json[i] == '"' ? EndOfText(json, i + 1) : BlankAt(json, i);
        }
    }

    // The position of the quotation mark that ends a text.
    private static int EndOfText(ReadOnlySpan<byte> json, int start)
    {
        while (true)
        {
            int next = json[start..].IndexOfAny("\"\\"u8);
            if (next < 0)
            {
                return json.Length;
            }

            start += next;
            if (json[start] == '"')
            {
                return start;
            }

            start = Math.Min(start + 2, json.Length);
        }
    }

    // The position of the last byte that was looked at.
    private static int BlankAt(Span<byte> json, int start)
    {
        foreach (string name in Names)
        {
            int end = start + name.Length;
            if (end <= json.Length && System.Text.Ascii.EqualsIgnoreCase(json[start..end], name))
            {
                int sign = start > 0 && (json[start - 1] is (byte)'-' or (byte)'+') ? start - 1 : start;
                if (IsValue(json[..sign], json[end..]))
                {
                    "\"\""u8.CopyTo(json[sign..]);
                    json[(sign + 2)..end].Fill((byte)' ');
                }

                return end - 1;
            }
        }

        return start;
    }

    private static bool IsValue(ReadOnlySpan<byte> before, ReadOnlySpan<byte> behind)
    {
        before = before.TrimEnd(" \t\r\n"u8);
        behind = behind.TrimStart(" \t\r\n"u8);
        return before.Length > 0 && ":[,"u8.Contains(before[^1]) && behind.Length > 0 && ",]}"u8.Contains(behind[0]);
    }
}
