namespace RerankKit.Tokenizers;

/// <summary>The byte pieces of a SentencePiece file.</summary>
internal static class SentencePieceBytes
{
    /// <summary>The ids of the 256 byte pieces.</summary>
    public static int[] Find(SentencePieceFile file, SentencePieceVocabulary vocabulary)
    {
        int[] ids = new int[256];
        ids.AsSpan().Fill(-1);
        var places = new Dictionary<string, int>(256);
        for (int piece = 0; piece < file.Pieces.Count; piece++)
        {
            if (file.Pieces[piece].Type == SentencePieceType.Byte)
            {
                places.Add(file.Pieces[piece].Text, vocabulary.IdOfPiece(piece));
            }
        }

        for (int value = 0; value < ids.Length; value++)
        {
            string name = ByteTokens.NameOf(value);
            ids[value] = places.TryGetValue(name, out int id)
                ? id
                : throw new InvalidDataException($"The SentencePiece model has no piece {name}, which its byte fallback needs. Download the file again.");
        }

        return ids;
    }
}
