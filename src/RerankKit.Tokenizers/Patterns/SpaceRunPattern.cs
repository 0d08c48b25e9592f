namespace RerankKit.Tokenizers;

/// <summary>Two or more spaces, which ALBERT and DeBERTa make one.</summary>
internal sealed class SpaceRunPattern : ITextPattern
{
    /// <summary>The expression it stands for.</summary>
    public const string Expression = " {2,}";

    public static SpaceRunPattern Instance { get; } = new();

    public bool KeepsCuts => true;

    public void FindAll(ReadOnlySpan<char> text, MatchList matches)
    {
        matches.Clear();
        for (int from = 0, found; (found = text[from..].IndexOf("  ", StringComparison.Ordinal)) >= 0;)
        {
            int start = from + found;
            int rest = text[start..].IndexOfAnyExcept(' ');
            from = rest < 0 ? text.Length : start + rest;
            matches.Add(start, from);
        }
    }
}
