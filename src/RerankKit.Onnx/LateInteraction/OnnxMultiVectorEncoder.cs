using RerankKit.LateInteraction;

namespace RerankKit.Onnx;

/// <summary>Encodes texts into one vector per token with a late-interaction model (ColBERT): an ONNX graph and its files as their makers publish them.</summary>
/// <remarks>
/// <para>
/// Read are the configurations of Stanford's code (<c>artifact.metadata</c>), PyLate, sentence-transformers' MultiVectorEncoder and next-plaid: markers, lengths,
/// query expansion, skiplist, dense layers where the graph ends in the hidden states, length 1, token pooling; see docs/late-interaction.md.
/// </para>
/// <para>
/// Thread-safe. Texts of calls that wait are merged into batches of bounded size on the model's sessions; encoding into tokens is done on the caller's thread. The
/// vectors of a text do not depend on the other texts, their order or the number of threads: to 1e-5 for fp32 graphs, and exactly where
/// <see cref="InferenceOptions.IsolatePairs"/> holds, as it does by default for graphs that quantise as they run.
/// </para>
/// </remarks>
public sealed partial class OnnxMultiVectorEncoder : IMultiVectorEncoder
{
    private readonly InferenceModel _model;
    private readonly MultiVectorTexts _texts;
    private readonly VectorProjection _projection;
    private readonly MultiVectorEncoderMetadata _metadata;

    private OnnxMultiVectorEncoder(InferenceModel model, MultiVectorFiles files, MultiVectorTexts texts, VectorProjection projection)
    {
        _model = model;
        _texts = texts;
        _projection = projection;
        _metadata = new("onnx", projection.Dimension)
        {
            ModelId = model.ModelId,
            Revision = Revisions.MultiVector(model.Revision, projection.Layers > 0 ? files.DenseWeights() : "", projection.Dimension, texts.Settings),
            IsNormalized = files.Profile.IsNormalized && texts.Settings.Pooling is null,
            MaxQueryTokens = texts.Settings.Query.MaxTokens,
            MaxDocumentTokens = texts.Settings.Document.MaxTokens,
        };
    }

    /// <summary>Numbers per vector.</summary>
    public int Dimension => _projection.Dimension;

    /// <summary>What the model's files were taken for, in words for people: whose style, query expansion, lengths.</summary>
    public string Description => _texts.Settings.Summary;

    /// <summary>The model's tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer => _model.Tokenizer;

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts; an empty list gives an empty list. A text may be empty, but not null.</param>
    /// <param name="role">Whether they are queries or documents.</param>
    /// <param name="options">
    /// Options of this call. <see cref="MultiVectorEncodeOptions.MaxTokens"/> can shorten texts further than the model does, not less; a query is filled up to its fixed
    /// length all the same. Where vectors are pooled, each token named is the first of those merged.
    /// </param>
    /// <param name="cancellationToken">Cancels the call, and the run that works for it alone.</param>
    /// <returns>
    /// The vectors that take part in scoring, one item per text and in their order. A vector is NaN as a whole where the graph puts out what is not a number, as fp16
    /// graphs do when they overflow: stores refuse it, <see cref="LateInteractionReranker"/> leaves the document unscored.
    /// </returns>
    /// <exception cref="ArgumentException">A text is null, or <see cref="MultiVectorEncodeOptions.MaxTokens"/> does not hold the special tokens.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="role"/> is not defined.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    /// <exception cref="OnnxRuntimeException">The run failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts,
        TextRole role,
        MultiVectorEncodeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        TextEncoder encoder = _texts.Prepare(texts, role, options);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<IReadOnlyList<TokenVectors>>(cancellationToken)
            : texts.Count == 0 ? Task.FromResult<IReadOnlyList<TokenVectors>>([])
            : _texts.EncodeAsync(_model.Scheduler, _projection, encoder, texts, role, options, cancellationToken);
    }

    /// <summary>Runs long texts on every worker and a short one by itself, so that the first call finds memory, threads and sessions ready.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the runs have.</returns>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        string text = string.Join(' ', Enumerable.Repeat("warm", _model.Scheduling.TokenBudget));
        string[] texts = [.. Enumerable.Repeat(text, _model.Scheduling.Workers * 2)];
        await EncodeAsync(texts, TextRole.Document, options: null, cancellationToken).ConfigureAwait(false);
        await EncodeAsync(["warm"], TextRole.Query, options: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : serviceType == typeof(HuggingFaceTokenizer) ? _model.Tokenizer
            : null;
    }

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/> and releases the model.</summary>
    public void Dispose() => _model.Dispose();
}
