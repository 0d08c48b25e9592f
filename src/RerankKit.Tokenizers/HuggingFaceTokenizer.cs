namespace RerankKit.Tokenizers;

/// <summary>A Hugging Face tokenizer: turns texts into exactly the ids that the model was trained with. Immutable and thread-safe.</summary>
/// <remarks>
/// Ids, layout and truncation are those of Hugging Face tokenizers 0.22; two defaults differ, on purpose: special tokens inside a
/// text are text (<see cref="TokenizerOptions.ParseSpecialTokens"/>), and a query that leaves its document no room is shortened
/// rather than refused (<see cref="EncodeOptions.FirstTextShare"/>).
/// </remarks>
public sealed partial class HuggingFaceTokenizer : Microsoft.ML.Tokenizers.Tokenizer
{
    private readonly TokenPipeline _pipeline;
    private readonly PostProcessor _postProcessor;
    private readonly TokenDecoder? _decoder;
    private readonly TokenSpaces? _spaces;

    internal HuggingFaceTokenizer(TokenizerDefinition definition, TokenizerOptions options, bool allowFastPath = true)
    {
        _pipeline = new(definition, options.ParseSpecialTokens, allowFastPath);
        _postProcessor = definition.PostProcessor;
        _decoder = definition.Decoder;
        _spaces = _postProcessor.Trimmings.Length > 0 ? new(_pipeline.Model) : null;
        VocabularySize = Math.Max(_pipeline.Model.VocabularySize, _pipeline.Added.HighestId + 1);
        MaxLength = definition.MaxLength;
        PadTokenId = definition.PadTokenId;
        PadsLeft = definition.PadsLeft;
        TruncationSide = Side(definition.TruncatesLeft);
    }

    private HuggingFaceTokenizer(TokenizerDefinition definition, TokenizerConfiguration configuration, TokenizerOptions options)
        : this(definition, options)
    {
        MaxLength = configuration.MaxLength ?? MaxLength;
        PadTokenId = configuration.PadToken is string pad ? TokenToId(pad) : PadTokenId;
        PadsLeft = configuration.PadsLeft ?? PadsLeft;
        TruncationSide = configuration.TruncatesLeft is bool left ? Side(left) : TruncationSide;
    }

    /// <summary>The highest token id plus one: the least number of rows that the model's embedding table must have.</summary>
    public int VocabularySize { get; }

    /// <summary>The length the model was made for, in tokens, special tokens included, or null when its files do not say.</summary>
    public int? MaxLength { get; }

    /// <summary>The id of the padding token, or null when the files name none.</summary>
    public int? PadTokenId { get; }

    /// <summary>Whether the model wants padding on the left.</summary>
    public bool PadsLeft { get; }

    /// <summary>The end of a text that truncation cuts off unless told otherwise.</summary>
    public TruncationSide TruncationSide { get; }

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="path">
    /// A model's directory, or one file: tokenizer.json, tokenizer.json.gz, vocab.json (merges.txt beside it), vocab.txt, or a
    /// SentencePiece .model. Of a directory the first that is there is taken, in this order. tokenizer_config.json and
    /// special_tokens_map.json beside it are read too.
    /// </param>
    /// <param name="options">How to read text.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or no tokenizer in the directory.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or not a tokenizer.</exception>
    /// <exception cref="NotSupportedException">The file asks for something that is not supported; the message names it.</exception>
    public static HuggingFaceTokenizer Load(string path, TokenizerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new();
        (var definition, var configuration) = TokenizerSources.Read(path, options.ParseSpecialTokens);
        return new(definition, configuration, options) { SourcePath = Path.GetFullPath(path) };
    }

    private static TruncationSide Side(bool isLeft) => isLeft ? TruncationSide.Left : TruncationSide.Right;

    /// <summary>Where it was loaded from.</summary>
    internal string? SourcePath { get; private init; }

    /// <summary>The id of a token written as the vocabulary writes it, or null.</summary>
    public int? TokenToId(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _pipeline.Added.TokenToId(token) ?? _pipeline.Model.TokenToId(token);
    }

    /// <summary>A token as the vocabulary writes it, or null when there is none with this id.</summary>
    public string? IdToToken(int id) => _pipeline.Added.Find(id)?.Content ?? _pipeline.Model.IdToToken(id);
}
