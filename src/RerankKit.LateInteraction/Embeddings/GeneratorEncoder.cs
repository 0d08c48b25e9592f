using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction;

/// <summary>An embedding generator as an encoder of one vector of length 1 per text, so that MaxSim is the cosine. Thread-safe.</summary>
internal sealed class GeneratorEncoder : IMultiVectorEncoder
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly EmbeddingRerankerOptions _options;
    private readonly EmbeddingGeneratorMetadata? _generatorMetadata;
    private readonly EmbeddingModelMetadata? _model;
    private readonly string _queryPrompt;
    private readonly string _documentPrompt;
    private Tuple<string, IReadOnlyList<TokenVectors>>? _first;
    private int _dimension;
    private MultiVectorEncoderMetadata? _metadata;

    public GeneratorEncoder(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingRerankerOptions options)
    {
        _generator = generator;
        _options = options;
        _generatorMetadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        _model = _generatorMetadata as EmbeddingModelMetadata;
        _queryPrompt = options.QueryPrompt ?? _model?.QueryPrompt ?? "";
        _documentPrompt = options.DocumentPrompt ?? _model?.DocumentPrompt ?? "";
        _dimension = options.Dimension ?? _model?.DefaultModelDimensions ?? 0;
    }

    /// <summary>Numbers per vector; null before the first vector has told.</summary>
    /// <remarks>A generator of somebody else is not believed: what its metadata says is often the default of another setting.</remarks>
    public int? Dimension => Volatile.Read(ref _dimension) is > 0 and int dimension ? dimension : null;

    /// <summary>The generator as messages call it.</summary>
    public string Name => _generatorMetadata?.DefaultModelId ?? _generator.GetType().Name;

    public string? ModelId => _generatorMetadata?.DefaultModelId;

    public Uri? Address => _generatorMetadata?.ProviderUri;

    /// <summary>Whether different models have different revisions.</summary>
    public bool IsIdentified => _options.Revision is not null || _model?.Revision is not null || ModelId is not null;

    /// <summary>What vectors of documents depend on.</summary>
    public string Revision => Invariant(
        $"{_options.Revision ?? _model?.Revision ?? $"{_generatorMetadata?.ProviderName}/{ModelId}"};prompt={_documentPrompt};dimension={_options.Dimension}");

    /// <summary>What scores depend on.</summary>
    public string ScoreRevision => $"{Revision};query={_queryPrompt}";

    /// <summary>Whether a limit of tokens can be handed on.</summary>
    public bool LimitsTokens => _model is not null;

    /// <summary>Finds out how many numbers a vector has, from the first query, whose vector is kept for the call that follows.</summary>
    public async Task<IReadOnlyList<TokenVectors>> LearnDimensionAsync(string query, CancellationToken cancellationToken)
    {
        IReadOnlyList<TokenVectors> answer = await EncodeAsync([query], TextRole.Query, options: null, cancellationToken).ConfigureAwait(false);
        _first = Tuple.Create(query, answer);
        return answer;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (role == TextRole.Query && _first is not null && Interlocked.Exchange(ref _first, null) is { } first && first.Item1 == texts[0])
        {
            return first.Item2;
        }

        // Every text once, and none that is blank: services refuse a whole call for one.
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                places.TryAdd(text, places.Count);
            }
        }

        var answer = new MeteredTokenVectors(texts.Count);
        if (places.Count > 0)
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await GenerateAsync([.. places.Keys], role, options?.MaxTokens, cancellationToken).ConfigureAwait(false);
            answer.Usage = embeddings.Usage;
            TokenVectors[] vectors = [.. embeddings.Select((embedding, i) => Vector(embedding, i, role))];
            for (int i = 0; i < texts.Count; i++)
            {
                answer.Add(places.TryGetValue(texts[i], out int place) ? vectors[place] : Nothing());
            }
        }
        else
        {
            answer.AddRange(texts.Select(_ => Nothing()));
        }

        return answer;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType == typeof(MultiVectorEncoderMetadata) ? Metadata
            : serviceKey is null && serviceType.IsInstanceOfType(_generator) ? _generator
            : _generator.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_options.LeaveGeneratorOpen)
        {
            _generator.Dispose();
        }
    }

    private MultiVectorEncoderMetadata? Metadata => Dimension is not int dimension ? null : _metadata ??= new(_generatorMetadata?.ProviderName is { Length: > 0 } provider ? provider : "embeddings", dimension)
    {
        ProviderUri = Address,
        ModelId = ModelId,
        Revision = $"{Revision};{dimension.ToString(CultureInfo.InvariantCulture)}",
        MaxQueryTokens = _model?.MaxTokens,
        MaxDocumentTokens = _model?.MaxTokens,
    };

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(string[] texts, TextRole role, int? maxTokens, CancellationToken cancellationToken)
    {
        (string prompt, EmbeddingGenerationOptions? given) = role == TextRole.Query ? (_queryPrompt, _options.QueryGeneration) : (_documentPrompt, _options.DocumentGeneration);
        EmbeddingGenerationOptions? options = given?.Clone();
        if (_options.Dimension is int dimension)
        {
            (options ??= new()).Dimensions ??= dimension;
        }

        string[] inputs = texts;
        if (_model is not null)
        {
            options ??= new();
            options.AdditionalProperties ??= [];
            options.AdditionalProperties[EmbeddingModelMetadata.PromptProperty] = prompt;
            if (maxTokens is int limit)
            {
                options.AdditionalProperties[EmbeddingModelMetadata.MaxTokensProperty] = limit;
            }
        }
        else if (prompt.Length > 0)
        {
            inputs = Array.ConvertAll(texts, text => prompt + text);
        }

        GeneratedEmbeddings<Embedding<float>>? embeddings = await _generator.GenerateAsync(inputs, options, cancellationToken).ConfigureAwait(false);
        return embeddings?.Count == texts.Length ? embeddings : throw new InvalidOperationException(Invariant(
            $"The embedding generator '{Name}' returned {embeddings?.Count ?? 0} embeddings for {texts.Length} texts; it has to return one per text."));
    }

    private TokenVectors Vector(Embedding<float>? embedding, int index, TextRole role)
    {
        ReadOnlySpan<float> values = embedding is null ? [] : embedding.Vector.Span;
        int before = Interlocked.CompareExchange(ref _dimension, values.Length, 0);
        int dimension = before == 0 ? values.Length : before;
        if (values.Length == 0 || values.Length < dimension || (values.Length > dimension && _options.Dimension is null))
        {
            throw new InvalidOperationException(Invariant(
                $"The embedding generator '{Name}' returned {(values.Length == 0 ? "no numbers" : $"a vector of {values.Length} numbers")} for {Describe(role, index)}; {(dimension == 0 ? "a vector was expected" : $"{dimension} were expected{(_options.Dimension is null ? ", as before" : ", as Dimension says")}")}."));
        }

        float[] vector = values[..dimension].ToArray();
        double length = Math.Sqrt(DoublePrecision.SumOfSquares(vector));
        if (!double.IsFinite(length))
        {
            throw new InvalidOperationException($"The embedding generator '{Name}' returned a number that is not finite for {Describe(role, index)}.");
        }

        if (length == 0)
        {
            return Nothing(); // no direction: nothing to compare
        }

        TensorPrimitives.Multiply(vector, (float)(1 / length), vector);
        AdditionalPropertiesDictionary? properties = embedding!.AdditionalProperties;
        return new(vector, dimension)
        {
            TokenCount = properties?.TryGetValue(EmbeddingModelMetadata.TokenCountProperty, out int tokens) == true ? tokens : null,
            IsTruncated = properties?.TryGetValue(EmbeddingModelMetadata.IsTruncatedProperty, out bool isTruncated) == true && isTruncated,
        };
    }

    private TokenVectors Nothing() => new(ReadOnlyMemory<float>.Empty, Dimension ?? 1);

    private static string Describe(TextRole role, int index) =>
        role == TextRole.Query ? "the query" : Invariant($"text {index} of the documents that it was asked for");
}
