namespace RerankKit.Models;

/// <summary>The texts of a late-interaction model: how they become sequences, and what of a graph's output becomes their vectors, wherever the graph runs. Thread-safe.</summary>
internal sealed class MultiVectorTexts
{
    private readonly SequenceWriter _writer = new();

    /// <summary>Puts files and options together.</summary>
    /// <param name="files">What the files say.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="maxLength">The longest sequence that the graph takes.</param>
    /// <param name="options">What the application says.</param>
    /// <exception cref="ArgumentException">Options contradict each other, or the model.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    /// <exception cref="NotSupportedException">An empty text would have no token.</exception>
    public MultiVectorTexts(MultiVectorFiles files, HuggingFaceTokenizer tokenizer, int maxLength, MultiVectorEncoderOptions options)
    {
        Tokenizer = tokenizer;
        var tokens = new MultiVectorTokens(tokenizer, files.Transformer.VocabularySize, files.Transformer.Directory);
        Settings = MultiVectorSettings.Create(files.Profile, options, tokens, maxLength, files.TextLimit(maxLength));
        CheckRoom(Settings.Query, "query");
        CheckRoom(Settings.Document, "document");
    }

    public HuggingFaceTokenizer Tokenizer { get; }

    public MultiVectorSettings Settings { get; }

    /// <summary>Checks the arguments of a call.</summary>
    /// <returns>What lays out its texts.</returns>
    public TextEncoder Prepare(IReadOnlyList<string> texts, TextRole role, MultiVectorEncodeOptions? options)
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
                throw new ArgumentException(Invariant($"Text {i} is null. Give it a text, if only an empty one, or leave it out."), nameof(texts));
            }
        }

        if (options?.IncludeTokens == true)
        {
            Tokenizer.RequireRanges();
        }

        TextLayout layout = role == TextRole.Query ? Settings.Query : Settings.Document;
        int overhead = layout.Overhead(Tokenizer);
        int? maxTokens = options?.MaxTokens;
        return maxTokens is null || maxTokens >= overhead
            ? new(Tokenizer, layout, Math.Min(maxTokens ?? int.MaxValue, layout.MaxTokens))
            : throw new ArgumentException(Invariant(
                $"{nameof(MultiVectorEncodeOptions.MaxTokens)} is {maxTokens}, which does not hold the {overhead} special tokens and markers of a text. Allow at least {overhead + 1}."));
    }

    /// <summary>Has the texts of a call run, and makes their vectors.</summary>
    /// <param name="scheduler">Runs the graph.</param>
    /// <param name="projection">From the graph's output to vectors.</param>
    /// <param name="encoder">From <see cref="Prepare"/>.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="role">What they are.</param>
    /// <param name="options">Options of the call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlyList<TokenVectors>> EncodeAsync(
        BatchScheduler scheduler,
        VectorProjection projection,
        TextEncoder encoder,
        IReadOnlyList<string> texts,
        TextRole role,
        MultiVectorEncodeOptions? options,
        CancellationToken cancellationToken)
    {
        TokenPoolingProfile? pooling = role == TextRole.Document && options?.SkipPooling != true ? Settings.Pooling : null;
        var collector = new VectorCollector(projection, Settings.Mask, role, pooling, texts.Count);
        using SequenceRequest request = _writer.Write(encoder, texts.Count, index => texts[index], collector, cancellationToken);
        request.Arrange([], blockSize: 0);
        await scheduler.ScoreAsync(request, deadline: null, cancellationToken).ConfigureAwait(false);
        var results = new TokenVectors[texts.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new(collector.Vectors(i), projection.Dimension)
            {
                TokenCount = request.Length(i),
                IsTruncated = request.IsTruncated(i),
                Tokens = options?.IncludeTokens == true ? Describe(encoder, texts[i], role, collector.Members(i)) : [],
            };
        }

        return results;
    }

    private EncodedToken[] Describe(TextEncoder encoder, string text, TextRole role, int[]? members)
    {
        EncodedToken[] scored = [.. encoder.Describe(text).Where(token => Settings.Mask.Keeps(role, token.Id)).Select(token => token.Token)];
        return members is null ? scored : Array.ConvertAll(members, member => scored[member]);
    }

    private void CheckRoom(TextLayout layout, string role)
    {
        int overhead = layout.Overhead(Tokenizer);
        if (overhead == 0)
        {
            throw new NotSupportedException($"The model adds neither special tokens nor a marker to a {role}: an empty text would have no token. Such models are not supported.");
        }

        if (layout.MaxTokens <= overhead)
        {
            throw new InvalidDataException(Invariant(
                $"A {role} of {layout.MaxTokens} tokens leaves no room for text beside {overhead} special tokens and markers. Set a larger length."));
        }
    }
}
