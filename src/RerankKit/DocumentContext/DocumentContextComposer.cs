namespace RerankKit;

/// <summary>
/// Puts passages and their context together: what <see cref="DocumentContextReranker"/> has scored, for those who need the same texts elsewhere, as to build a store of token vectors.
/// </summary>
/// <remarks>
/// The context stands behind the passage, on a line of its own. Whatever cuts a document that is too long, here and in every service known, cuts its end: the context is lost
/// first, and a passage is cut exactly where it would be without it. Thread-safe, as far as the options' delegates are.
/// </remarks>
public sealed class DocumentContextComposer
{
    private const char Separator = '\n';
    private readonly DocumentContextOptions _options;
    private readonly Func<RerankCandidate, string?> _context;

    /// <summary>Makes a composer.</summary>
    /// <param name="options">The context, and which passages get it. Later changes have no effect.</param>
    /// <exception cref="ArgumentException">The options have neither <see cref="DocumentContextOptions.Context"/> nor <see cref="DocumentContextOptions.Template"/>, or both.</exception>
    public DocumentContextComposer(DocumentContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Clone();
        _context = Source(_options);
    }

    /// <summary>Gives the candidate with the text that is scored: its own, and its context behind it where it gets one.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <returns>The candidate, with nothing but its text changed.</returns>
    /// <exception cref="InvalidOperationException">A field of the template cannot be read from the candidate's item.</exception>
    public RerankCandidate Compose(RerankCandidate candidate) => Compose(candidate, out _);

    internal RerankCandidate Compose(in RerankCandidate candidate, out ContextOutcome outcome)
    {
        string text = candidate.Text;
        if (_options.BelowTokens is int limit && !EstimatedTokens.AreFewerThan(limit, text))
        {
            outcome = ContextOutcome.LongEnough;
            return candidate;
        }

        ReadOnlySpan<char> whole = _context(candidate).AsSpan().Trim();

        // Passages that were cut out of a document often begin with its title already.
        if (whole.IsEmpty || text.AsSpan().TrimStart().StartsWith(whole, StringComparison.OrdinalIgnoreCase))
        {
            outcome = whole.IsEmpty ? ContextOutcome.Missing : ContextOutcome.InPassage;
            return candidate;
        }

        ReadOnlySpan<char> context = Cut(whole, _options.MaxContextTokens);
        outcome = context.Length < whole.Length ? ContextOutcome.Cut : ContextOutcome.Given;
        return candidate with { Text = string.IsNullOrWhiteSpace(text) ? context.ToString() : $"{text}{Separator}{context}" };
    }

    // Back to the last whole word, where there is one: scripts without spaces are cut between characters.
    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int maxTokens)
    {
        int length = EstimatedTokens.Fit(text, maxTokens);
        if (length == text.Length)
        {
            return text;
        }

        int space = char.IsWhiteSpace(text[length]) ? length : text[..length].LastIndexOfAny(' ', '\t', '\n');
        return text[..(space > 0 ? space : length)].TrimEnd();
    }

    private static Func<RerankCandidate, string?> Source(DocumentContextOptions options)
    {
        if (options.Context is null == options.Template is null)
        {
            throw new ArgumentException(
                $"The document context has {(options.Context is null ? "neither" : "both")} {nameof(options.Context)} {(options.Context is null ? "nor" : "and")} {nameof(options.Template)}; "
                + "set one of them, for example Template to \"{title}\".",
                nameof(options));
        }

        if (options.Context is not null)
        {
            return options.Context;
        }

        var template = ContextTemplate.Parse(options.Template!);
        DocumentFieldReader read = options.ReadField ?? ItemFields.Read;
        return candidate => template.Fill(read, candidate);
    }
}
