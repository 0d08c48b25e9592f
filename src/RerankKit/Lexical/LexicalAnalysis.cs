namespace RerankKit;

/// <summary>How a text is cut into terms. Immutable and thread-safe.</summary>
/// <remarks>
/// Terms are the maximal runs of Unicode letters, digits and combining marks, lower-cased; runs of scripts without spaces (Han, kana,
/// Thai, Lao, Khmer, Myanmar) are cut into overlapping pairs of characters. An apostrophe or a hyphen therefore parts two terms:
/// <c>don't</c> is <c>don</c> and <c>t</c>. Identifiers are terms as a whole beside their parts, see <see cref="KeepIdentifiers"/>. There are no stop words and there is no stemming; <see cref="FromTokenizer"/> is the way to both.
/// The result depends neither on the culture nor on the machine's Unicode library.
/// </remarks>
public sealed class LexicalAnalysis
{
    private const int FormatVersion = 1;
    private const int MaxNameLength = 200;
    private readonly Func<string, IEnumerable<string>>? _tokenizer;

    /// <summary>Makes the built-in analysis.</summary>
    public LexicalAnalysis()
    {
    }

    private LexicalAnalysis(string name, Func<string, IEnumerable<string>> tokenizer)
    {
        TokenizerName = name;
        _tokenizer = tokenizer;
    }

    /// <summary>The built-in analysis with accents folded.</summary>
    public static LexicalAnalysis Default { get; } = new();

    /// <summary>Whether different spellings of a letter are one letter.</summary>
    /// <value>
    /// True, the default: Latin, Greek, Cyrillic and Arabic letters lose their accents and Arabic and Hebrew words their points;
    /// <c>ß æ œ ø ł</c> and ligatures become <c>ss ae oe o l</c> and plain letters; digits of every script and full-width letters become
    /// ASCII, half-width katakana full-width; joiners and soft hyphens vanish. Marks that are vowels (Devanagari, Thai, ...) stay.
    /// False only lower-cases.
    /// </value>
    public bool FoldAccents { get; init; } = true;

    /// <summary>Whether what is cut at its marks is also a term as a whole.</summary>
    /// <value>
    /// True, the default: <c>C++</c>, <c>C#</c>, <c>.NET</c>, <c>node.js</c>, <c>snake_case</c>, <c>AT&amp;T</c>, addresses, and everything with a digit such as
    /// <c>E-1042</c>, <c>2.1.3</c> or <c>AB/1234</c> give the whole behind their parts: <c>node.js</c> is <c>node</c>, <c>js</c> and
    /// <c>node.js</c>. Rare as they are, they decide where a query names one. A text is no longer for them (<see cref="LexicalCorpusStatistics.AverageLength"/>, <see cref="RerankResult.TokenCount"/>).
    /// False gives the parts alone.
    /// </value>
    public bool KeepIdentifiers { get; init; } = true;

    /// <summary>The name given to <see cref="FromTokenizer"/>; null for the built-in analysis.</summary>
    public string? TokenizerName { get; }

    /// <summary>Says which analysis it is; scores and statistics of analyses that differ here do not go together.</summary>
    internal string Fingerprint => TokenizerName is null
        ? $"{(FoldAccents ? "fold" : "lower")}{(KeepIdentifiers ? "-identifiers" : "")}-{FormatVersion}"
        : $"custom-{TokenizerName}";

    /// <summary>Every built-in analysis.</summary>
    internal static LexicalAnalysis[] BuiltIn => [Default, new() { FoldAccents = false }, new() { KeepIdentifiers = false }, new() { FoldAccents = false, KeepIdentifiers = false }];

    /// <summary>Uses the caller's own terms, for stemming, stop words or a dictionary.</summary>
    /// <param name="name">Names the tokenizer and its version, in at most 200 characters. It becomes part of cache keys and saved statistics: change it when the terms change.</param>
    /// <param name="tokenizer">Gives the terms of a text, used as they are; empty ones are left out. It is called from several threads at once.</param>
    /// <returns>An analysis that calls the tokenizer.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or blank.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="name"/> is too long.</exception>
    public static LexicalAnalysis FromTokenizer(string name, Func<string, IEnumerable<string>> tokenizer)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (name.Length > MaxNameLength)
        {
            throw Throw.OutOfRange(name, "a name of at most 200 characters", nameof(name));
        }

        return new(name, tokenizer);
    }

    /// <summary>The terms of a text, in order, repetitions included. For showing them, and for a tokenizer to build on.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The terms.</returns>
    public IReadOnlyList<string> GetTerms(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sink = new ListSink([]);
        Analyze(text, new(), ref sink);
        return sink.Terms;
    }

    /// <summary>Hands the terms of a text to <paramref name="sink"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="buffer">Scratch space.</param>
    /// <param name="sink">Takes the terms.</param>
    /// <param name="wantsIdentifiers">False where nobody would count the whole identifiers, which take time to find.</param>
    internal void Analyze<TSink>(string text, TermBuffer buffer, ref TSink sink, bool wantsIdentifiers = true)
        where TSink : struct, ITermSink, allows ref struct
    {
        if (_tokenizer is null)
        {
            CharacterTable table = FoldAccents ? CharacterTable.Folding : CharacterTable.LowerCasingOnly;
            if (KeepIdentifiers && wantsIdentifiers)
            {
                LexicalAnalyzer.AnalyzeWithIdentifiers(text, table, buffer, ref sink);
            }
            else
            {
                LexicalAnalyzer.Analyze(text, table, buffer, ref sink);
            }

            return;
        }

        IEnumerable<string> terms = _tokenizer(text) ?? throw Broken("null instead of terms");
        foreach (string term in terms)
        {
            if (sink.IsFull)
            {
                break;
            }

            if (term is null)
            {
                throw Broken("a term that is null");
            }

            if (term.Length > 0)
            {
                ref char first = ref buffer.Hold(term);
                sink.Add(ref first, term.Length, TermHash.Compute(ref first, term.Length));
            }
        }
    }

    private InvalidOperationException Broken(string what) =>
        new($"The tokenizer '{TokenizerName}' returned {what}. Return the terms of the text, or an empty sequence.");

    private readonly struct ListSink(List<string> terms) : ITermSink
    {
        public List<string> Terms { get; } = terms;

        public bool IsFull => false;

        public void Add(ref char first, int length, ulong hash) => AddWhole(ref first, length, hash);

        public void AddWhole(ref char first, int length, ulong hash) =>
            Terms.Add(new(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref first, length)));
    }
}
