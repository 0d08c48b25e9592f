namespace RerankKit.Onnx;

/// <summary>Encodes texts into one vector per token with a late-interaction model (ColBERT) whose graph a server runs: Triton, or any other of the KServe v2 protocol, over REST.</summary>
/// <remarks>
/// <para>
/// The model's folder gives what <see cref="OnnxMultiVectorEncoder"/> takes from it, except for the graph: tokenizer, markers, query expansion, skiplist, lengths, dense layers
/// where the graph ends in the hidden states, length 1, token pooling. Token sequences are sent, never texts; the vectors are the same. The server is first asked when the first
/// call comes, or by <see cref="ConnectAsync"/>.
/// </para>
/// <para>
/// Thread-safe. Sequences of all calls are merged into length-sorted requests of bounded size. A request that fails for good fails the calls it worked for, with
/// <see cref="ModelServerException"/>.
/// </para>
/// </remarks>
public sealed partial class RemoteMultiVectorEncoder : IMultiVectorEncoder
{
    private readonly ServedModel<VectorProjection> _model;
    private readonly KServeClient _client;
    private readonly HttpClient? _ownedClient;
    private readonly MultiVectorTexts _texts;
    private readonly MultiVectorEncoderMetadata _metadata;

    /// <summary>Numbers per vector.</summary>
    public int Dimension => _metadata.Dimension;

    /// <summary>The model's tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer => _texts.Tokenizer;

    /// <summary>Asks the server what the model takes and gives, has it run two short sequences, and checks what comes, unless that was done.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the model can be asked.</returns>
    /// <exception cref="ArgumentException"><see cref="RemoteMultiVectorEncoderOptions.Dimension"/> is more than the model's vectors have.</exception>
    /// <exception cref="ModelServerException">The server does not answer, does not have the model, or its graph fails on the tokenizer's ids.</exception>
    /// <exception cref="InvalidDataException">The served graph is not that of the folder's model, or the projection is neither in the graph nor in the folder.</exception>
    /// <exception cref="NotSupportedException">The served graph wants inputs that a text encoder does not have.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _model.ConnectAsync().WaitAsync(cancellationToken);

    /// <summary>Whether a server says that it can be asked about the model.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False where a server says that it cannot.</returns>
    /// <exception cref="ModelServerException">No server answers.</exception>
    public Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) => _client.IsReadyAsync(cancellationToken);

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts; an empty list gives an empty list. A text may be empty, but not null.</param>
    /// <param name="role">Whether they are queries or documents.</param>
    /// <param name="options">Options of this call, as for <see cref="OnnxMultiVectorEncoder.EncodeAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call, and the request that works for it alone.</param>
    /// <returns>The vectors that take part in scoring, one item per text and in their order. A vector is NaN as a whole where the graph puts out what is not a number.</returns>
    /// <exception cref="ArgumentException">A text is null, or <see cref="MultiVectorEncodeOptions.MaxTokens"/> does not hold the special tokens.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="role"/> is not defined.</exception>
    /// <exception cref="ModelServerException">The server gave no vectors.</exception>
    /// <exception cref="InvalidDataException">The served graph is not that of the folder's model.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        TextEncoder encoder = _texts.Prepare(texts, role, options);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<IReadOnlyList<TokenVectors>>(cancellationToken)
            : texts.Count == 0 ? Task.FromResult<IReadOnlyList<TokenVectors>>([])
            : EncodeAsync(encoder, texts, role, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_metadata) ? _metadata
            : serviceType == typeof(HuggingFaceTokenizer) ? Tokenizer
            : null;
    }

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _model.Dispose();
        _ownedClient?.Dispose();
    }

    private async Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        TextEncoder encoder, IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options, CancellationToken cancellationToken)
    {
        (ServedGraph graph, VectorProjection projection) = await _model.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _texts.EncodeAsync(graph.Scheduler, projection, encoder, texts, role, options, cancellationToken).ConfigureAwait(false);
    }
}
