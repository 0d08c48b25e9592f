namespace RerankKit.Tokenizers;

/// <summary>The ids that a family of models gives to the pieces of a SentencePiece file, and to tokens that are not in the file.</summary>
internal sealed class SentencePieceVocabulary
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string?> _tokens = [];
    private readonly int[] _pieceIds;

    /// <summary>The pieces, shifted; pieces up to <paramref name="replaced"/> get no id of their own.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">What is added to the place of a piece.</param>
    /// <param name="replaced">How many pieces at the beginning the family has other tokens for.</param>
    public SentencePieceVocabulary(SentencePieceFile file, int offset = 0, int replaced = 0)
    {
        _pieceIds = new int[file.Pieces.Count];
        for (int piece = 0; piece < _pieceIds.Length; piece++)
        {
            _pieceIds[piece] = piece + offset;
            if (piece >= replaced)
            {
                Add(file.Pieces[piece].Text, piece + offset);
            }
        }
    }

    /// <summary>The highest id plus one.</summary>
    public int Size => _tokens.Count;

    /// <summary>The id of a piece of the file.</summary>
    public int IdOfPiece(int piece) => _pieceIds[piece];

    /// <summary>Gives an id to a token that is not in the file; the first to claim an id or a text has it.</summary>
    public void Add(string token, int id)
    {
        while (_tokens.Count <= id)
        {
            _tokens.Add(null);
        }

        _tokens[id] ??= token;
        _ids.TryAdd(token, id);
    }

    /// <summary>Gives another id to a piece of the file.</summary>
    public void Map(int piece, string token, int id)
    {
        _pieceIds[piece] = id;
        Add(token, id);
    }

    public int? TokenToId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    public string? IdToToken(int id) => (uint)id < (uint)_tokens.Count ? _tokens[id] : null;
}
