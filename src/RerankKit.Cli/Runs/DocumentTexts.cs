namespace RerankKit.Cli.Runs;

/// <summary>What of a document is read: title and text as BEIR joins them, or the text with its context behind it.</summary>
internal sealed class DocumentTexts
{
    private readonly DocumentContextComposer? _composer;
    private readonly string _template;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    private DocumentTexts(string template, int? belowTokens)
    {
        _template = template;
        _composer = template.Length == 0 ? null : new(new() { Template = template, ReadField = ReadField, BelowTokens = belowTokens });
    }

    public static DocumentTexts TitleAndText { get; } = new("", belowTokens: null);

    /// <summary>Texts with a context behind them.</summary>
    /// <param name="template">The context, with the fields of a document in braces.</param>
    /// <param name="belowTokens">Only texts with fewer tokens get it; null for all.</param>
    public static DocumentTexts WithContext(string template, int? belowTokens) => new(template, belowTokens);

    public string Of(BeirDocument document) =>
        _composer is null ? document.TitleAndText : _composer.Compose(new(document.Text) { Item = document }).Text;

    /// <summary>Says how many documents have their context, and what the context lacks.</summary>
    public void Report(IEnumerable<BeirDocument> documents, ToolConsole console)
    {
        if (_composer is null)
        {
            return;
        }

        int all = 0;
        int with = 0;
        foreach (BeirDocument document in documents)
        {
            all++;
            with += Of(document) == document.Text ? 0 : 1;
        }

        console.Error.WriteLine(
            Invariant($"Context {_template}: behind the text of {with} of {Figures.Count(all, "document", "documents")}, the others are their text alone"));
        foreach (string field in _asked.Except(_found))
        {
            console.Warn($"--context has the field '{field}', which no document has that was to get it; allowed are title and what metadata holds");
        }
    }

    private string? ReadField(RerankCandidate candidate, string field)
    {
        var document = (BeirDocument)candidate.Item!;
        string? value = field == "title" ? document.Title : document.Metadata.GetValueOrDefault(field);
        _asked.Add(field);
        if (!string.IsNullOrWhiteSpace(value))
        {
            _found.Add(field);
        }

        return value;
    }
}
