using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using RerankKit.LateInteraction;

namespace RerankKit.Models;

/// <summary>An embedding model (a bi-encoder in the files of sentence-transformers) as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>, wherever its graph runs.</summary>
/// <remarks>
/// <para>
/// Read are <c>modules.json</c> (Transformer, Pooling, Dense, Normalize), the modules' settings, the prompts of <c>config_sentence_transformers.json</c> and the length of
/// <c>sentence_bert_config.json</c>; a folder without them is pooled by its mean. RerankKit.Onnx loads one that runs in this process: <c>OnnxEmbeddingGenerator.LoadAsync("org/model")</c>.
/// </para>
/// <para>
/// A call puts nothing before its texts but the model's default prompt, where its files name one; a caller says otherwise with the additional property
/// <see cref="EmbeddingModelMetadata.PromptProperty"/>, as <see cref="EmbeddingReranker"/> does by itself. Each embedding says by additional properties how many tokens were read, and
/// whether its text was cut.
/// </para>
/// <para>
/// Thread-safe. Texts of calls that wait are merged into batches of bounded size. The vector of a text does not depend on the other texts, their order or the number of
/// threads: to 1e-6 for fp32 graphs, and exactly where <see cref="InferenceOptions.IsolatePairs"/> holds, as it does by default for graphs that quantise as they run.
/// </para>
/// </remarks>
public sealed partial class TextEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, IWarmable
{
    private readonly InferenceModel _model;
    private readonly EmbeddingProfile _profile;
    private readonly int? _dimension;
    private readonly Func<(bool IsPooled, VectorProjection? Projection)> _output;
    private readonly SequenceWriter _writer = new();
    private readonly ConcurrentDictionary<string, int> _promptTokens = new(StringComparer.Ordinal);
    private readonly string _revision;

    private TextEmbeddingGenerator(InferenceModel model, EmbeddingProfile profile, int? dimension, Func<(bool IsPooled, VectorProjection? Projection)> output)
    {
        (_model, _profile, _dimension, _output) = (model, profile, dimension, output);
        _revision = Revisions.Embedding(model.Revision, dimension, model.MaxLength, profile);
    }

    /// <summary>What the model is, its prompts among it.</summary>
    public EmbeddingModelMetadata Metadata => new(_model.Provider, _model.Address, _model.ModelId, _output().Projection?.Dimension ?? _dimension)
    {
        Revision = _revision,
        QueryPrompt = _profile.QueryPrompt,
        DocumentPrompt = _profile.DocumentPrompt,
        MaxTokens = _model.MaxLength,
    };

    /// <summary>What the model's files were taken for, in words for people: pooling, dimension, length, prompts.</summary>
    public string Description => Invariant(
        $"by {string.Join(" and ", _profile.Pooling)}, {(Metadata.DefaultModelDimensions is int dimension ? $"{dimension} numbers" : "numbers that the server tells")} per text of up to {_model.MaxLength} tokens{Prompt("queries", _profile.QueryPrompt)}{Prompt("documents", _profile.DocumentPrompt)}");

    /// <summary>The model's tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer => _model.Tokenizer;

    /// <summary>Embeds texts.</summary>
    /// <param name="values">The texts; none gives no embeddings. A text may be empty, but not null.</param>
    /// <param name="options">
    /// Options of this call: <see cref="EmbeddingGenerationOptions.Dimensions"/> takes the first numbers of each vector; <see cref="EmbeddingGenerationOptions.ModelId"/> may name this model
    /// only; the additional properties <see cref="EmbeddingModelMetadata.PromptProperty"/> and <see cref="EmbeddingModelMetadata.MaxTokensProperty"/> are read.
    /// </param>
    /// <param name="cancellationToken">Cancels the call, and the run that works for it alone.</param>
    /// <returns>One embedding per text and in their order. A vector is NaN as a whole where the graph puts out what is not a number, as fp16 graphs do when they overflow.</returns>
    /// <exception cref="ArgumentException">A text is null, or an option is not what the model can do.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed.</exception>
    /// <exception cref="IOException">The model's server gave no vectors.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        TextEncoder encoder = Prepare(texts, options, out string prompt);
        cancellationToken.ThrowIfCancellationRequested();
        if (texts.Length == 0)
        {
            return [];
        }

        BatchScheduler scheduler = await _model.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        (bool isPooled, VectorProjection? projection) = _output();
        var vectors = new TextVectors(isPooled ? [] : _profile.Pooling, _profile.PoolsPrompt ? 0 : TokensOf(prompt), Cut(projection!, options?.Dimensions), texts.Length);
        using SequenceRequest request = _writer.Write(encoder, texts.Length, index => texts[index], vectors, cancellationToken);
        request.Arrange([], blockSize: 0);
        await scheduler.ScoreAsync(request, deadline: null, cancellationToken).ConfigureAwait(false);
        return Answer(request, vectors);
    }

    /// <inheritdoc cref="ModelReranker.WarmUpAsync"/>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        string text = string.Join(' ', Enumerable.Repeat("warm", _model.Scheduling.TokenBudget));
        await GenerateAsync(Enumerable.Repeat(text, _model.Scheduling.Workers * 2), options: null, cancellationToken).ConfigureAwait(false);
        await GenerateAsync(["warm"], options: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => OwnServices.Find(serviceType, serviceKey, this, Metadata, _model.Tokenizer);

    /// <summary>Ends the calls that run with <see cref="ObjectDisposedException"/> and releases the model.</summary>
    public void Dispose() => _model.Dispose();

    private TextEncoder Prepare(string[] texts, EmbeddingGenerationOptions? options, out string prompt)
    {
        if (options?.ModelId is { } model && model != _model.ModelId)
        {
            throw new ArgumentException($"{nameof(options.ModelId)} is '{model}', and this generator runs '{_model.ModelId}' alone.", nameof(options));
        }

        prompt = options?.AdditionalProperties?.TryGetValue(EmbeddingModelMetadata.PromptProperty, out string? given) == true && given is not null ? given : _profile.DefaultPrompt;
        int overhead = _model.Tokenizer.SpecialTokenCount(pair: false);
        int limit = _model.MaxLength;
        if (options?.AdditionalProperties?.TryGetValue(EmbeddingModelMetadata.MaxTokensProperty, out int wanted) == true)
        {
            limit = wanted > overhead ? Math.Min(limit, wanted) : throw new ArgumentException(Invariant(
                $"'{EmbeddingModelMetadata.MaxTokensProperty}' is {wanted}, which leaves no room beside {overhead} special tokens. Allow at least {overhead + 1}."), nameof(options));
        }

        bool needsText = overhead == 0 && prompt.Length == 0;
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i] is null || (needsText && string.IsNullOrWhiteSpace(texts[i])))
            {
                throw new ArgumentException(Invariant(
                    $"Text {i} is {(texts[i] is null ? "null" : "blank, and the model adds no special token that could stand for it")}. Give it a text, or leave it out."), nameof(texts));
            }
        }

        return new(_model.Tokenizer, new() { MaxTokens = limit, Prefix = prompt, LowersCase = _profile.LowersCase }, limit);
    }

    private static VectorProjection Cut(VectorProjection projection, int? dimensions) =>
        dimensions is not int wanted || wanted == projection.Dimension ? projection
        : wanted >= 1 && wanted < projection.Dimension ? projection.Cut(wanted)
        : throw new ArgumentException(Invariant(
            $"{nameof(EmbeddingGenerationOptions.Dimensions)} is {wanted}; allowed is 1 to {projection.Dimension}, the numbers of the model's vectors."));

    private static string Prompt(string what, string prompt) => prompt.Length == 0 ? "" : $"; {what} behind '{prompt}'";

    // The prompt's tokens without the special one that ends a text: sentence-transformers' include_prompt = false.
    private int TokensOf(string prompt) => prompt.Length == 0 ? 0 : _promptTokens.GetOrAdd(prompt, text =>
    {
        TokenizedText tokens = _model.Tokenizer.Encode(_profile.LowersCase ? text.ToLowerInvariant() : text);
        return tokens.Ids.Count - (tokens.SpecialTokensMask is [.., 1] ? 1 : 0);
    });

    private GeneratedEmbeddings<Embedding<float>> Answer(SequenceRequest request, TextVectors vectors)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(request.Count);
        for (int i = 0; i < request.Count; i++)
        {
            var properties = new AdditionalPropertiesDictionary { [EmbeddingModelMetadata.TokenCountProperty] = request.Length(i) };
            if (request.IsTruncated(i))
            {
                properties[EmbeddingModelMetadata.IsTruncatedProperty] = true;
            }

            embeddings.Add(new(vectors[i]) { ModelId = _model.ModelId, AdditionalProperties = properties });
        }

        embeddings.Usage = new() { InputTokenCount = request.TokenCount, TotalTokenCount = request.TokenCount };
        return embeddings;
    }
}
