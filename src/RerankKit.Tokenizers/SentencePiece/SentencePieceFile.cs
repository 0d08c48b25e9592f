using Google.Protobuf;

namespace RerankKit.Tokenizers;

/// <summary>A SentencePiece model file, read: its pieces and what of its settings matters to encoding.</summary>
internal sealed class SentencePieceFile
{
    private const int UnigramType = 1;
    private const int BpeType = 2;

    // Wire types of protocol buffers, by which a field's tag ends.
    private const uint Varint = 0;
    private const uint Bytes = 2;
    private const uint Fixed32 = 5;

    private readonly List<(string Text, float Score, SentencePieceType Type)> _pieces = [];
    private int _modelType = UnigramType;

    private SentencePieceFile(byte[] file)
    {
        try
        {
            ReadModel(new CodedInputStream(file));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Damaged(exception.Message.TrimEnd('.'), exception);
        }

        Validate();
    }

    /// <summary>The pieces; the place is the id.</summary>
    public IReadOnlyList<(string Text, float Score, SentencePieceType Type)> Pieces => _pieces;

    /// <summary>Whether the model is BPE and not Unigram.</summary>
    public bool IsBpe => _modelType == BpeType;

    public int UnknownId { get; private set; } = -1;

    public bool ByteFallback { get; private set; }

    /// <summary>Whether the space that stands for the beginning of the text is put at its end instead.</summary>
    public bool WhiteSpaceIsSuffix { get; private set; }

    public byte[] Charsmap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhiteSpace { get; private set; } = true;

    public bool EscapeWhiteSpace { get; private set; } = true;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">The model is of a kind that is not supported.</exception>
    public static SentencePieceFile Read(byte[] file) => new(file);

    /// <summary>The id of a piece, or null.</summary>
    public int? Find(string text)
    {
        int id = _pieces.FindIndex(piece => piece.Text == text);
        return id < 0 ? null : id;
    }

    private void ReadModel(CodedInputStream reader)
    {
        for (uint tag; (tag = reader.ReadTag()) != 0;)
        {
            switch (tag)
            {
                case (1 << 3) | Bytes:
                    ReadPiece(reader.ReadBytes().CreateCodedInput());
                    break;
                case (2 << 3) | Bytes:
                    ReadTrainerSettings(reader.ReadBytes().CreateCodedInput());
                    break;
                case (3 << 3) | Bytes:
                    ReadNormalizerSettings(reader.ReadBytes().CreateCodedInput());
                    break;
                default:
                    reader.SkipLastField();
                    break;
            }
        }
    }

    private void ReadPiece(CodedInputStream reader)
    {
        string text = "";
        float score = 0;
        var type = SentencePieceType.Normal;
        for (uint tag; (tag = reader.ReadTag()) != 0;)
        {
            switch (tag)
            {
                case (1 << 3) | Bytes:
                    text = reader.ReadBytes().ToStringUtf8();
                    break;
                case (2 << 3) | Fixed32:
                    score = reader.ReadFloat();
                    break;
                case (3 << 3) | Varint:
                    type = (SentencePieceType)reader.ReadEnum();
                    break;
                default:
                    reader.SkipLastField();
                    break;
            }
        }

        _pieces.Add(Enum.IsDefined(type) && float.IsFinite(score) ? (text, score, type) : throw Damaged($"piece {_pieces.Count} (\"{text}\") has the type {type} and the score {score}"));
    }

    private void ReadTrainerSettings(CodedInputStream reader)
    {
        for (uint tag; (tag = reader.ReadTag()) != 0;)
        {
            switch (tag)
            {
                case (3 << 3) | Varint:
                    _modelType = reader.ReadEnum();
                    break;
                case (24 << 3) | Varint:
                    WhiteSpaceIsSuffix = reader.ReadBool();
                    break;
                case (35 << 3) | Varint:
                    ByteFallback = reader.ReadBool();
                    break;
                default:
                    reader.SkipLastField();
                    break;
            }
        }
    }

    private void ReadNormalizerSettings(CodedInputStream reader)
    {
        for (uint tag; (tag = reader.ReadTag()) != 0;)
        {
            switch (tag)
            {
                case (2 << 3) | Bytes:
                    Charsmap = reader.ReadBytes().ToByteArray();
                    break;
                case (3 << 3) | Varint:
                    AddDummyPrefix = reader.ReadBool();
                    break;
                case (4 << 3) | Varint:
                    RemoveExtraWhiteSpace = reader.ReadBool();
                    break;
                case (5 << 3) | Varint:
                    EscapeWhiteSpace = reader.ReadBool();
                    break;
                default:
                    reader.SkipLastField();
                    break;
            }
        }
    }

    // The checks that the SentencePiece library makes on loading.
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

    private static InvalidDataException Damaged(string problem, Exception? exception = null) =>
        new($"The file is damaged or not a SentencePiece model: {problem}. Download the file again.", exception);
}
