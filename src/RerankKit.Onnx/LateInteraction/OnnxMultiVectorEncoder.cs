using System.Globalization;

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
    private readonly MultiVectorSettings _settings;
    private readonly VectorProjection _projection;
    private readonly SequenceWriter _writer = new();
    private readonly MultiVectorEncoderMetadata _metadata;

    private OnnxMultiVectorEncoder(InferenceModel model, MultiVectorProfile profile, MultiVectorSettings settings, VectorProjection projection, string weights)
    {
        _model = model;
        _settings = settings;
        _projection = projection;
        _metadata = new("onnx", projection.Dimension)
        {
            ModelId = model.ModelId,

            // Whatever changes a vector is part of what stores keep apart.
            Revision = string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Revision};{weights}dimension={projection.Dimension};isolated={model.Scheduling.IsolateSequences};{settings.Description}"),
            IsNormalized = profile.IsNormalized && settings.Pooling is null,
            MaxQueryTokens = settings.Query.MaxTokens,
            MaxDocumentTokens = settings.Document.MaxTokens,
        };
    }

    /// <summary>Numbers per vector.</summary>
    public int Dimension => _projection.Dimension;

    /// <summary>The model's tokenizer.</summary>
    public Tokenizer Tokenizer => _model.Tokenizer;

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
        ArgumentNullException.ThrowIfNull(texts);
        if (!Enum.IsDefined(role))
        {
            throw Throw.OutOfRange(role, "Query or Document", nameof(role));
        }

        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Text {i} is null. Give it a text, if only an empty one, or leave it out."), nameof(texts));
            }
        }

        TextEncoder encoder = CreateEncoder(role, options?.MaxTokens);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<IReadOnlyList<TokenVectors>>(cancellationToken)
            : texts.Count == 0 ? Task.FromResult<IReadOnlyList<TokenVectors>>([])
            : EncodeAsync(encoder, texts, role, options ?? new(), cancellationToken);
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
            : serviceType == typeof(Tokenizer) ? _model.Tokenizer
            : null;
    }

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/> and releases the model.</summary>
    public void Dispose() => _model.Dispose();

    private TextEncoder CreateEncoder(TextRole role, int? maxTokens)
    {
        TextLayout layout = role == TextRole.Query ? _settings.Query : _settings.Document;
        int overhead = layout.Overhead(_model.Tokenizer);
        return maxTokens is null || maxTokens >= overhead
            ? new(_model.Tokenizer, layout, Math.Min(maxTokens ?? int.MaxValue, layout.MaxTokens))
            : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(MultiVectorEncodeOptions.MaxTokens)} is {maxTokens}, which does not hold the {overhead} special tokens and markers of a text. Allow at least {overhead + 1}."));
    }

    private async Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        TextEncoder encoder, IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions options, CancellationToken cancellationToken)
    {
        TokenPoolingProfile? pooling = role == TextRole.Document && !options.SkipPooling ? _settings.Pooling : null;
        var collector = new VectorCollector(_projection, _settings.Mask, role, pooling, texts.Count);
        using SequenceRequest request = _writer.Write(encoder, texts.Count, index => texts[index], collector, cancellationToken);
        request.Arrange([], blockSize: 0);
        await _model.Scheduler.ScoreAsync(request, deadline: null, cancellationToken).ConfigureAwait(false);
        var results = new TokenVectors[texts.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new(collector.Vectors(i), Dimension)
            {
                TokenCount = request.Length(i),
                IsTruncated = request.IsTruncated(i),
                Tokens = options.IncludeTokens ? Describe(encoder, texts[i], role, collector.Members(i)) : [],
            };
        }

        return results;
    }

    private EncodedToken[] Describe(TextEncoder encoder, string text, TextRole role, int[]? members)
    {
        EncodedToken[] scored = [.. encoder.Describe(text).Where(token => _settings.Mask.Keeps(role, token.Id)).Select(token => token.Token)];
        return members is null ? scored : Array.ConvertAll(members, member => scored[member]);
    }
}
