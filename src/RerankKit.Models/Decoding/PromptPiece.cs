namespace RerankKit.Models;

/// <summary>Puts texts in the places of a piece of a prompt, once: what is put in is not searched for further places.</summary>
internal static class PromptPiece
{
    /// <summary>Replaces the placeholders.</summary>
    public static string Fill(string piece, string? instruction, string query, string document = "")
    {
        ReadOnlySpan<(string Name, string Text)> places =
            [("{instruction}", instruction ?? ""), ("{query}", query), ("{document}", document)];
        var filled = new System.Text.StringBuilder(piece.Length + query.Length + document.Length);
        int position = 0;
        while (position < piece.Length)
        {
            int length = 0;
            foreach ((string name, string text) in places)
            {
                if (string.CompareOrdinal(piece, position, name, 0, name.Length) == 0)
                {
                    filled.Append(text);
                    length = name.Length;
                }
            }

            if (length == 0)
            {
                filled.Append(piece[position]);
                length = 1;
            }

            position += length;
        }

        return filled.ToString();
    }
}
