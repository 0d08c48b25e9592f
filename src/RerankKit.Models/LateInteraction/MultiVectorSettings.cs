namespace RerankKit.Models;

/// <summary>What a model's files and the options come to: everything that makes a vector besides graph and weights.</summary>
internal sealed record MultiVectorSettings
{
    public required TextLayout Query { get; init; }

    public required TextLayout Document { get; init; }

    public required VectorMask Mask { get; init; }

    public TokenPoolingProfile? Pooling { get; init; }

    /// <summary>Skiplist words that the vocabulary does not have.</summary>
    public IReadOnlyList<string> UnknownWords { get; init; } = [];

    /// <summary>What the folder was taken for, for people.</summary>
    public required string Summary { get; init; }

    /// <summary>All of it in words, for the revision.</summary>
    public required string Description { get; init; }

    /// <summary>Puts files and options together.</summary>
    /// <param name="profile">What the files say.</param>
    /// <param name="options">What the application says.</param>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="limit">The longest sequence that the graph takes.</param>
    /// <param name="textLimit">The longest text where neither files nor options name a length for its role.</param>
    /// <exception cref="ArgumentException">Options contradict each other, or the model.</exception>
    /// <exception cref="InvalidDataException">The files contradict each other.</exception>
    public static MultiVectorSettings Create(MultiVectorProfile profile, MultiVectorEncoderOptions options, MultiVectorTokens tokens, int limit, int textLimit)
    {
        var lengths = new RoleLengths(profile, options, limit, textLimit);
        (int filled, int queryLength) = lengths.Query();
        TextLayout query = Layout(profile, tokens, profile.QueryPrompt, profile.QueryMarkerId, queryLength);
        bool isAttended = options.AttendToExpansion ?? profile.Expansion?.IsAttended ?? false;
        if (filled > 0)
        {
            query = query with { FilledLength = filled, FillId = tokens.ExpansionToken(profile.Expansion), IsFillAttended = isAttended };
        }

        TextLayout document = Layout(profile, tokens, profile.DocumentPrompt, profile.DocumentMarkerId, lengths.Document());
        (int[] skipped, string[] unknown) = tokens.Skiplist(options.SkiplistWords ?? profile.Skiplist);
        int factor = options.PoolingFactor ?? profile.Pooling?.Factor ?? 1;
        TokenPoolingProfile? pooling = factor == 1 ? null : new(factor, options.ProtectedTokens ?? profile.Pooling?.ProtectedTokens ?? 1);
        return new()
        {
            Query = query,
            Document = document,
            Mask = new(skipped, profile.SkipsInQueries, profile.SkipsInDocuments, profile.KeepOnlyTokenIds),
            Pooling = pooling,
            UnknownWords = unknown,
            Summary = Summarize(profile.Style, query, document),
            Description = Invariant(
                $"query={Describe(query)};document={Describe(document)};skip={Describe(profile, skipped)};pooling={pooling?.Factor ?? 1}/{pooling?.ProtectedTokens ?? 0};normalized={profile.IsNormalized}"),
        };
    }

    /// <summary>What people call a style.</summary>
    public static string NameOf(MultiVectorStyle style) => style switch
    {
        MultiVectorStyle.SentenceTransformers => "sentence-transformers",
        MultiVectorStyle.NextPlaid => "next-plaid",
        MultiVectorStyle.EmbeddingModel => "an embedding model's",
        _ => style.ToString(),
    };

    private static string Summarize(MultiVectorStyle style, TextLayout query, TextLayout document)
    {
        string queries = query.FilledLength == 0 ? $"queries of up to {query.MaxTokens} tokens, not filled up"
            : query.FilledLength == query.MaxTokens ? $"queries filled up and cut to {query.MaxTokens} tokens"
            : $"queries filled up to {query.FilledLength} tokens and cut to {query.MaxTokens}";
        return Invariant($"{NameOf(style)} files, {queries}, documents of up to {document.MaxTokens} tokens");
    }

    private static TextLayout Layout(MultiVectorProfile profile, MultiVectorTokens tokens, string prompt, int? markerId, int length)
    {
        if (profile.Style is not (MultiVectorStyle.SentenceTransformers or MultiVectorStyle.EmbeddingModel))
        {
            return new() { MaxTokens = length, MarkerId = tokens.InsertedMarker(prompt, markerId), LowersCase = profile.LowersCase };
        }

        (int? marker, string prefix) = tokens.WrittenPrompt(prompt);
        return new()
        {
            MaxTokens = length,
            MarkerId = marker,
            MarkerPlace = tokens.LeadingSpecialTokens(),
            Prefix = profile.LowersCase ? prefix.ToLowerInvariant() : prefix,
            LowersCase = profile.LowersCase,
        };
    }

    private static string Describe(TextLayout layout) => Invariant(
        $"{layout.MaxTokens},{layout.MarkerId}@{layout.MarkerPlace},'{layout.Prefix}',{(layout.LowersCase ? "lower" : "as-is")},{layout.FilledLength}x{layout.FillId}{(layout.IsFillAttended ? "+" : "")}");

    private static string Describe(MultiVectorProfile profile, int[] skipped) => Invariant(
        $"{(profile.SkipsInQueries ? "q" : "")}{(profile.SkipsInDocuments ? "d" : "")}{string.Join(',', skipped)}{(profile.KeepOnlyTokenIds.Count > 0 ? $"/{string.Join(',', profile.KeepOnlyTokenIds)}" : "")}");
}
