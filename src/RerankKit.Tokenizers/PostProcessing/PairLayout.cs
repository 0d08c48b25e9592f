namespace RerankKit.Tokenizers;

/// <summary>
/// Where a model wants its special tokens: before, between and behind the texts. For tokenizers that know nothing of pairs; a <see cref="HuggingFaceTokenizer"/> reads the layout from its file.
/// Immutable.
/// </summary>
/// <remarks>A pair is the beginning, the first text, the separator, the second text, the end; one text alone is the beginning, the text, the end.</remarks>
public sealed class PairLayout
{
    /// <summary>Makes a layout.</summary>
    /// <param name="beginning">Ids before the first text.</param>
    /// <param name="separator">Ids between the texts; their type is 0.</param>
    /// <param name="end">Ids behind the last text; their type is that of the text.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative.</exception>
    public PairLayout(IEnumerable<int> beginning, IEnumerable<int> separator, IEnumerable<int> end)
    {
        Beginning = Check(beginning, nameof(beginning));
        Separator = Check(separator, nameof(separator));
        End = Check(end, nameof(end));
    }

    /// <summary>Ids before the first text.</summary>
    public IReadOnlyList<int> Beginning { get; }

    /// <summary>Ids between the texts.</summary>
    public IReadOnlyList<int> Separator { get; }

    /// <summary>Ids behind the last text.</summary>
    public IReadOnlyList<int> End { get; }

    /// <summary>The token type id of the second text and of what stands behind it.</summary>
    /// <value>Default 0; 1 in BERT.</value>
    public int SecondTypeId
    {
        get;
        init => field = value is 0 or 1 ? value : throw Throw.OutOfRange(value, "0 or 1");
    }

    /// <summary>BERT's: <c>[CLS] first [SEP] second [SEP]</c>, where the second text has type 1.</summary>
    /// <param name="cls">The id of <c>[CLS]</c>.</param>
    /// <param name="sep">The id of <c>[SEP]</c>.</param>
    public static PairLayout Bert(int cls, int sep) => new([cls], [sep], [sep]) { SecondTypeId = 1 };

    /// <summary>RoBERTa's and XLM-RoBERTa's: <c>&lt;s&gt; first &lt;/s&gt;&lt;/s&gt; second &lt;/s&gt;</c>, all of type 0.</summary>
    /// <param name="bos">The id of <c>&lt;s&gt;</c>.</param>
    /// <param name="eos">The id of <c>&lt;/s&gt;</c>.</param>
    public static PairLayout Roberta(int bos, int eos) => new([bos], [eos, eos], [eos]);

    /// <inheritdoc/>
    public override string ToString() => Invariant(
        $"[{string.Join(' ', Beginning)}] [{string.Join(' ', Separator)}] [{string.Join(' ', End)}] {SecondTypeId}");

    internal PostProcessor ToPostProcessor(params OffsetTrimming[] trimmings) => new(
        [.. Specials(Beginning, 0), LayoutPiece.Text(0), .. Specials(End, 0)],
        [.. Specials(Beginning, 0), LayoutPiece.Text(0), .. Specials(Separator, 0), LayoutPiece.Text(1, SecondTypeId), .. Specials(End, SecondTypeId)])
    {
        Trimmings = trimmings,
    };

    private static IEnumerable<LayoutPiece> Specials(IReadOnlyList<int> ids, int typeId) => ids.Select(id => LayoutPiece.SpecialToken(id, typeId));

    private static int[] Check(IEnumerable<int> ids, string name)
    {
        ArgumentNullException.ThrowIfNull(ids, name);
        int[] all = [.. ids];
        return Array.Find(all, id => id < 0) is int wrong && wrong < 0 ? throw Throw.OutOfRange(wrong, "ids of the vocabulary, 0 or more", name) : all;
    }
}
