using System.Collections.Frozen;

namespace RerankKit.Tokenizers;

/// <summary>Builds the normalizer and the model of a SentencePiece file.</summary>
internal static class SentencePieceParts
{
    private const string Space = "\u2581";

    /// <summary>The way back: byte pieces are UTF-8, the sign for a space is a space, and the one that was put before the text goes.</summary>
    public static TokenDecoder Decoder(SentencePieceFile file)
    {
        TokenDecoder[] joined = [TokenDecoders.Replace(new PlainPattern(Space), " "), ByteDecoders.ByteFallback, TokenDecoders.Fuse];
        return TokenDecoders.Sequence(file.AddDummyPrefix ? [.. joined, TokenDecoders.Strip(" ", start: 1, stop: 0)] : joined);
    }

    /// <summary>The two parts; ids are those of <paramref name="vocabulary"/>.</summary>
    public static (INormalizer Normalizer, ITokenModel Model) Create(SentencePieceFile file, SentencePieceVocabulary vocabulary, FrozenSet<int> hiddenIds)
    {
        var symbols = new List<KeyValuePair<string, int>>();
        for (int id = 0; id < file.Pieces.Count; id++)
        {
            (string text, _, var type) = file.Pieces[id];
            if (type == SentencePieceType.UserDefined && !hiddenIds.Contains(vocabulary.IdOfPiece(id)))
            {
                symbols.Add(new(text, id));
            }
        }

        CharTrie? userDefined = symbols.Count == 0 ? null : CharTrie.Create(symbols);
        return (
            new SentencePieceNormalizer(file, userDefined),
            file.IsBpe ? new SentencePieceBpeModel(file, vocabulary, userDefined, hiddenIds) : new SentencePieceUnigramModel(file, vocabulary, hiddenIds));
    }
}
