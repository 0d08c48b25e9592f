using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>Every piece is one token, or unknown.</summary>
internal sealed class WordLevelModel(Dictionary<string, int> vocabulary, string unknown, FrozenSet<int> hiddenIds) : ITokenModel
{
    private readonly PackedVocabulary _vocabulary = PackedVocabulary.Create(vocabulary);

    public int VocabularySize => _vocabulary.Size;

    public int TokenCount => _vocabulary.Count;

    public int? TokenToId(string token) => _vocabulary.TokenToId(token);

    public string? IdToToken(int id) => _vocabulary.TokenOf(id);

    public void Tokenize(ReadOnlySpan<char> piece, int start, TokenBuffer tokens)
    {
        if (!piece.IsEmpty)
        {
            int id = _vocabulary.IdOf(piece) is >= 0 and int found && !hiddenIds.Contains(found) ? found : _vocabulary.RequireUnknown(unknown, piece);
            tokens.Add(id, start, start + piece.Length);
        }
    }
}
