using System.Collections.Concurrent;

namespace RerankKit.Models;

/// <summary>A multi-vector encoder that is only a table: every token has one vector, whatever stands beside it. No native code, microseconds per passage.</summary>
/// <remarks>
/// A document's vectors have length 1, or one by BM25 where the table says so (<see cref="StaticTokenTableInfo.TermFrequency"/>); a query's have the length of the token's
/// weight, so that MaxSim weights each token of the query. Tokens of weight 0 (stop words,
/// punctuation, whatever the table's maker chose) have no vector, nor have special tokens. Words that the vocabulary does not know are its unknown token,
/// which counts if it has a weight. The work is done on the caller's thread before the call returns; what a call allocates is its answer. Thread-safe.
/// </remarks>
public sealed partial class StaticTokenEncoder : IMultiVectorEncoder
{
    private readonly StaticTokenTable _table;
    private readonly HuggingFaceTokenizer _tokenizer;
    private readonly bool _keepsDuplicates;
    private readonly MultiVectorEncoderMetadata _metadata;
    private readonly ConcurrentBag<StaticTokenScratch> _scratches = [];

    internal StaticTokenEncoder(StaticTokenTable table, HuggingFaceTokenizer tokenizer, string tokenizerFingerprint, string modelId, StaticTokenEncoderOptions options)
    {
        if (table.RowCount != tokenizer.VocabularySize)
        {
            throw new InvalidDataException(
                $"The table has {table.RowCount} rows, but the tokenizer {tokenizer.VocabularySize} tokens: they do not belong together. Take the tokenizer that the table was made with.");
        }

        _table = table;
        _tokenizer = tokenizer;
        _keepsDuplicates = options.KeepDuplicates;
        int? maxQuery = options.MaxQueryTokens ?? table.Info.MaxQueryTokens;
        int? maxDocument = options.MaxDocumentTokens ?? table.Info.MaxDocumentTokens;
        _metadata = new("static", table.Dimension)
        {
            ModelId = options.ModelId ?? table.Info.Name ?? modelId,
            Revision = Revisions.Static(table.Fingerprint, tokenizerFingerprint, maxDocument, _keepsDuplicates),
            IsNormalized = table.Info.TermFrequency is null && !table.Weights.ContainsAnyExcept(0f, 1f),
            MaxQueryTokens = maxQuery,
            MaxDocumentTokens = maxDocument,
        };
    }

    /// <summary>Loads an encoder.</summary>
    /// <param name="directory">A folder with <see cref="StaticTokenTable.FileName"/> and the tokenizer's files, as <see cref="HuggingFaceTokenizer.Load"/> takes them.</param>
    /// <param name="options">Lengths, duplicates, name; null for the defaults.</param>
    /// <returns>The encoder.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The table or the tokenizer is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the tokenizer is not the table's.</exception>
    /// <exception cref="NotSupportedException">A file asks for something that this library does not know.</exception>
    public static StaticTokenEncoder Load(string directory, StaticTokenEncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        string path = Path.GetFullPath(directory);
        var table = StaticTokenTable.Read(Path.Combine(path, StaticTokenTable.FileName));
        return new(table, HuggingFaceTokenizer.Load(path), ContentFingerprint.OfTokenizer(path), Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), options ?? new());
    }

    /// <summary>The tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer => _tokenizer;

    /// <summary>The table.</summary>
    public StaticTokenTable Table => _table;

    /// <inheritdoc/>
    public Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
            {
                throw new ArgumentException($"Text {i} is null. Give it a text, if only an empty one, or leave it out.", nameof(texts));
            }
        }

        if (!_scratches.TryTake(out StaticTokenScratch? scratch))
        {
            scratch = new(_table.RowCount);
        }

        try
        {
            var answer = new TokenVectors[texts.Count];
            for (int i = 0; i < answer.Length; i++)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return Task.FromCanceled<IReadOnlyList<TokenVectors>>(cancellationToken);
                }

                answer[i] = Encode(texts[i], role, options, scratch);
            }

            return Task.FromResult<IReadOnlyList<TokenVectors>>(answer);
        }
        finally
        {
            _scratches.Add(scratch);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata, _tokenizer);

    /// <summary>Does nothing: there is nothing to release.</summary>
    public void Dispose()
    {
    }
}
