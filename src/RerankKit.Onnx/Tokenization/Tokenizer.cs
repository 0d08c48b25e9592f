namespace RerankKit.Onnx;

/// <summary>A Hugging Face tokenizer: turns texts into exactly the ids that the model was trained with. Immutable and thread-safe.</summary>
public sealed partial class Tokenizer
{
    private Tokenizer()
    {
    }

    /// <summary>The highest token id plus one: the least number of rows that the model's embedding table must have.</summary>
    public int VocabularySize => throw new NotSupportedException();

    /// <summary>The length the model was made for, in tokens, special tokens included, or null when its files do not say.</summary>
    public int? MaxLength => throw new NotSupportedException();

    /// <summary>The id of the padding token, or null when the files name none.</summary>
    public int? PadTokenId => throw new NotSupportedException();

    /// <summary>Whether the model wants padding on the left.</summary>
    public bool PadsLeft => throw new NotSupportedException();

    /// <summary>The end of a text that truncation cuts off unless told otherwise.</summary>
    public TruncationSide TruncationSide => throw new NotSupportedException();

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="path">A model's directory, or one file: tokenizer.json, tokenizer.json.gz, vocab.txt, vocab.json (merges.txt beside it), or a SentencePiece .model.</param>
    /// <param name="options">How to read text.</param>
    public static Tokenizer Load(string path, TokenizerOptions? options = null) => throw new NotSupportedException($"{path} {options}");

    /// <summary>The id of a token written as the vocabulary writes it, or null.</summary>
    public int? TokenToId(string token) => throw new NotSupportedException(token);

    /// <summary>A token as the vocabulary writes it, or null when there is none with this id.</summary>
    public string? IdToToken(int id) => throw new NotSupportedException($"{id}");

    /// <summary>How many tokens a text has, special tokens not counted.</summary>
    public int CountTokens(string text) => throw new NotSupportedException(text);

    /// <summary>Encodes one text or a pair with the model's special tokens.</summary>
    public TokenizedText Encode(string textA, string? textB = null, EncodeOptions? options = null) => throw new NotSupportedException($"{textA} {textB} {options}");
}
