namespace RerankKit.Tokenizers;

/// <content>The checks that the SentencePiece library makes on loading.</content>
internal sealed partial class SentencePieceFile
{
    private void Validate()
    {
        if (_modelType is not (UnigramType or BpeType))
        {
            throw TokenizerJson.Unsupported($"the SentencePiece model type {_modelType}", "supported are Unigram (1) and BPE (2)");
        }

        HashSet<string> texts = [];
        HashSet<string> reserved = [];
        int bytes = 0;
        for (int id = 0; id < _pieces.Count; id++)
        {
            (string text, _, var type) = _pieces[id];
            bool isReserved = type is SentencePieceType.Unknown or SentencePieceType.Control or SentencePieceType.Byte;
            if (text.Length == 0 || !(isReserved ? reserved : texts).Add(text))
            {
                throw Damaged($"piece {id} (\"{text}\") is empty or there twice");
            }

            if (type == SentencePieceType.Unknown)
            {
                UnknownId = UnknownId < 0 ? id : throw Damaged($"both piece {UnknownId} and piece {id} are the unknown piece");
            }

            bytes += type == SentencePieceType.Byte ? 1 : 0;
            if (type == SentencePieceType.Unused && IsBpe)
            {
                throw TokenizerJson.Unsupported($"the unused piece {id} (\"{text}\") in a BPE model", "only Unigram models may have unused pieces");
            }
        }

        if (UnknownId < 0)
        {
            throw Damaged(_pieces.Count == 0 ? "it has no pieces" : "it has no unknown piece");
        }

        if (bytes != (ByteFallback ? 256 : 0))
        {
            throw Damaged($"it has {bytes} pieces for bytes, and with byte_fallback {(ByteFallback ? "on 256" : "off none")} are expected");
        }
    }
}
