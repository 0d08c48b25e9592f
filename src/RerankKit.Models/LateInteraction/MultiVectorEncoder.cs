using RerankKit.LateInteraction;

namespace RerankKit.Models;

/// <summary>Encodes texts into one vector per token with a late-interaction model (ColBERT) and its files as their makers publish them, wherever its graph runs.</summary>
/// <remarks>
/// <para>
/// Read are the configurations of Stanford's code (<c>artifact.metadata</c>), PyLate, sentence-transformers' MultiVectorEncoder and next-plaid: markers, lengths,
/// query expansion, skiplist, dense layers where the graph ends in the hidden states, length 1, token pooling; see docs/late-interaction.md.
/// </para>
/// <para>
/// RerankKit.Onnx loads one that runs in this process (<c>MultiVectorEncoder.LoadAsync("org/model")</c>), RerankKit.Triton one whose graph a server runs (<c>MultiVectorEncoder.LoadServed</c>).
/// </para>
/// <para>
/// Thread-safe. Texts of calls that wait are merged into batches of bounded size; encoding into tokens is done on the caller's thread. The
/// vectors of a text do not depend on the other texts, their order or the number of threads: to 1e-5 for fp32 graphs, and exactly where
/// <see cref="InferenceOptions.IsolatePairs"/> holds, as it does by default for graphs that quantise as they run.
/// </para>
/// </remarks>
public sealed partial class MultiVectorEncoder : IMultiVectorEncoder, IWarmable
{
    private readonly InferenceModel _model;
    private readonly MultiVectorTexts _texts;
    private readonly Func<VectorProjection> _projection;
    private readonly MultiVectorEncoderMetadata _metadata;

    private MultiVectorEncoder(InferenceModel model, MultiVectorFiles files, MultiVectorTexts texts, Func<VectorProjection> projection, int dimension, int? layers)
    {
        _model = model;
        _texts = texts;
        _projection = projection;
        _metadata = new(model.Provider, dimension)
        {
            ProviderUri = model.Address,
            ModelId = model.ModelId,
            Revision = Revisions.MultiVector(model.Revision, layers == 0 ? "" : files.DenseWeights(), dimension, texts.Settings),
            IsNormalized = files.Profile.IsNormalized && texts.Settings.Pooling is null,
            MaxQueryTokens = texts.Settings.Query.MaxTokens,
            MaxDocumentTokens = texts.Settings.Document.MaxTokens,
        };
    }

    /// <summary>Numbers per vector.</summary>
    public int Dimension => _metadata.Dimension;

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
    /// <exception cref="RerankServiceException">The model's server gave no vectors.</exception>
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
            : EncodeAsync(encoder, texts, role, options, cancellationToken);
    }

    /// <summary>Asks the server of a model what it takes and gives, has it run two short sequences, and checks what comes, unless that was done.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the model can be asked.</returns>
    /// <exception cref="ArgumentException"><see cref="MultiVectorEncoderOptions.Dimension"/> is more than the model's vectors have.</exception>
    /// <exception cref="RerankServiceException">The server does not answer, does not have the model, or its graph fails on the tokenizer's ids.</exception>
    /// <exception cref="InvalidDataException">The served graph is not that of the folder's model, or the projection is neither in the graph nor in the folder.</exception>
    /// <exception cref="NotSupportedException">The served graph wants inputs that a text encoder does not have.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _model.ConnectAsync().WaitAsync(cancellationToken);

    /// <inheritdoc cref="ModelReranker.IsReadyAsync"/>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => _model.IsReadyAsync(cancellationToken);

    /// <inheritdoc cref="ModelReranker.WarmUpAsync"/>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        string text = string.Join(' ', Enumerable.Repeat("warm", _model.Scheduling.TokenBudget));
        string[] texts = [.. Enumerable.Repeat(text, _model.Scheduling.Workers * 2)];
        await EncodeAsync(texts, TextRole.Document, options: null, cancellationToken).ConfigureAwait(false);
        await EncodeAsync(["warm"], TextRole.Query, options: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, _metadata, _model.Tokenizer);

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/> and releases the model.</summary>
    public void Dispose() => _model.Dispose();

    private async Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        TextEncoder encoder, IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options, CancellationToken cancellationToken)
    {
        BatchScheduler scheduler = await _model.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _texts.EncodeAsync(scheduler, _projection(), encoder, texts, role, options, cancellationToken).ConfigureAwait(false);
    }
}
