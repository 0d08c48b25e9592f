namespace RerankKit.Tokenizers;

/// <summary>The added tokens of a tokenizer, and how they are found: some in the raw text, some in the normalised text.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<int, AddedToken> _tokens = [];

    public AddedVocabulary(IReadOnlyList<AddedToken> tokens, INormalizer? normalizer, bool parsesSpecialTokens)
    {
        if (tokens.Count > 0)
        {
            Read(tokens, normalizer, parsesSpecialTokens);
        }
    }

    /// <summary>Finds tokens in the text as it stands; null when there are none.</summary>
    public AddedTokenMatcher? Raw { get; private set; }

    /// <summary>Finds tokens in normalised text; null when there are none.</summary>
    public AddedTokenMatcher? Normalized { get; private set; }

    /// <summary>The highest id, or -1.</summary>
    public int HighestId { get; private set; } = -1;

    /// <summary>Whether none of the tokens reaches over a <see cref="TextCut"/> or swallows what follows it.</summary>
    public bool KeepsCuts { get; private set; } = true;

    public int? TokenToId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    public AddedToken? Find(int id) => _tokens.GetValueOrDefault(id);

    private void Read(IReadOnlyList<AddedToken> tokens, INormalizer? normalizer, bool parsesSpecialTokens)
    {
        List<(string, AddedToken)> raw = [];
        List<(string, AddedToken)> normalized = [];
        NormalizedText text = new();

        // Of two that look alike after normalisation the reference takes the special one.
        foreach (var token in tokens.OrderBy(token => !token.IsSpecial))
        {
            _ids[token.Content] = token.Id;
            _tokens[token.Id] = token;
            KeepsCuts &= !token.StripsRight && !TextCut.IsInside(token.Content);
            HighestId = Math.Max(HighestId, token.Id);
            if (!token.IsNormalized)
            {
                raw.Add((token.Content, token));
                continue;
            }

            text.Reset(token.Content, 0, trackOffsets: false);
            normalizer?.Normalize(text);
            string pattern = RequireContent(text.Text.ToString(), token);
            KeepsCuts &= !TextCut.IsInside(pattern);
            normalized.Add((pattern, token));
        }

        Raw = AddedTokenMatcher.Create(raw, parsesSpecialTokens);
        Normalized = AddedTokenMatcher.Create(normalized, parsesSpecialTokens);
    }

    private static string RequireContent(string normalized, AddedToken token) => normalized.Length > 0
        ? normalized
        : throw TokenizerJson.Unsupported($"the added token '{token.Content}' (id {token.Id}), of which normalisation leaves nothing", "set its 'normalized' to false");
}
