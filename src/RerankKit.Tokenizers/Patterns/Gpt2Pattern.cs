namespace RerankKit.Tokenizers;

/// <summary>The pattern of GPT-2, matched by hand: contractions, words, numbers and other runs with the space before them, white space.</summary>
internal sealed class Gpt2Pattern : ITextPattern
{
    /// <summary>The expression it stands for.</summary>
    public const string Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public static Gpt2Pattern Instance { get; } = new();

    public bool EndsMatchesAtCuts => true;

    public void FindAll(ReadOnlySpan<char> text, MatchList matches)
    {
        // Every character belongs to a match, so the next one begins where the last has ended.
        matches.Clear();
        for (int at = 0; at < text.Length;)
        {
            int end = EndOfMatch(text, at);
            matches.Add(at, end);
            at = end;
        }
    }

    /// <summary>Where the match ends that begins at a place inside the text.</summary>
    public static int EndOfMatch(ReadOnlySpan<char> text, int at)
    {
        char first = text[at];
        if (first == '\'' && ContractionLength(text[(at + 1)..]) is > 0 and int length)
        {
            return at + 1 + length;
        }

        int word = first == ' ' && at + 1 < text.Length ? at + 1 : at;
        byte kind = CharacterClasses.At(text, word, out int width);
        return kind != CharacterClasses.Space
            ? CharacterClasses.EndOfRun(text, word + width, kind)
            : EndOfSpace(at, CharacterClasses.EndOfRun(text, at, CharacterClasses.Space), text.Length);
    }

    /// <summary>White space before a word leaves its last character to the word, unless it is the only one.</summary>
    internal static int EndOfSpace(int at, int end, int length) => end == length || end == at + 1 ? end : end - 1;

    private static int ContractionLength(ReadOnlySpan<char> text) => text switch
    {
        ['s' or 't' or 'm' or 'd', ..] => 1,
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        _ => 0,
    };
}
