using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>A SentencePiece model file, read: its pieces and what of its settings matters to encoding.</summary>
internal sealed partial class SentencePieceFile
{
    private const ulong UnigramType = 1;
    private const ulong BpeType = 2;

    private readonly List<(string Text, float Score, SentencePieceType Type)> _pieces = [];
    private ulong _modelType = UnigramType;

    private SentencePieceFile(ReadOnlySpan<byte> file)
    {
        var reader = new ProtobufReader(file);
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case 1:
                    ReadPiece(new(reader.ReadBytes()));
                    break;
                case 2:
                    ReadTrainerSettings(new(reader.ReadBytes()));
                    break;
                case 3:
                    ReadNormalizerSettings(new(reader.ReadBytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
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
    public static SentencePieceFile Read(ReadOnlySpan<byte> file) => new(file);

    /// <summary>The id of a piece, or null.</summary>
    public int? Find(string text)
    {
        int id = _pieces.FindIndex(piece => piece.Text == text);
        return id < 0 ? null : id;
    }

    private void ReadPiece(ProtobufReader reader)
    {
        string text = "";
        float score = 0;
        ulong type = (ulong)SentencePieceType.Normal;
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case 1:
                    text = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case 2:
                    score = reader.ReadSingle();
                    break;
                case 3:
                    type = reader.ReadInteger();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        _pieces.Add(type is >= (ulong)SentencePieceType.Normal and <= (ulong)SentencePieceType.Byte && float.IsFinite(score)
            ? (text, score, (SentencePieceType)type)
            : throw Damaged($"piece {_pieces.Count} (\"{text}\") has the type {type} and the score {score}"));
    }

    private void ReadTrainerSettings(ProtobufReader reader)
    {
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case 3:
                    _modelType = reader.ReadInteger();
                    break;
                case 24:
                    WhiteSpaceIsSuffix = reader.ReadInteger() != 0;
                    break;
                case 35:
                    ByteFallback = reader.ReadInteger() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizerSettings(ProtobufReader reader)
    {
        while (reader.TryReadField(out int field))
        {
            switch (field)
            {
                case 2:
                    Charsmap = reader.ReadBytes().ToArray();
                    break;
                case 3:
                    AddDummyPrefix = reader.ReadInteger() != 0;
                    break;
                case 4:
                    RemoveExtraWhiteSpace = reader.ReadInteger() != 0;
                    break;
                case 5:
                    EscapeWhiteSpace = reader.ReadInteger() != 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static InvalidDataException Damaged(string problem) =>
        new($"The file is damaged or not a SentencePiece model: {problem}. Download the file again.");
}
