using System.Runtime.CompilerServices;

namespace RerankKit.Remote;

/// <summary>A reranking service that RerankKit does not know, described by the names in its requests and answers.</summary>
/// <remarks>
/// The request is <c>POST</c> of one JSON object with the query, the texts and whatever else has a name here; the answer holds a list of objects with an index and a
/// score, or of plain scores, one per document. Members that are not named here are skipped.
/// </remarks>
public sealed class CustomRerankerOptions : RemoteRerankerOptions
{
    /// <summary>The service's name in metadata, stages, errors and the name of the HTTP client.</summary>
    /// <value>Default <c>http</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string Name { get; set => field = Text(value); } = "http";

    /// <summary>The header that carries the key.</summary>
    /// <value>Default <c>Authorization</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string ApiKeyHeader { get; set => field = Text(value); } = "Authorization";

    /// <summary>What stands before the key in its header, without the blank between them.</summary>
    /// <value>Default <c>Bearer</c>; empty for nothing.</value>
    public string ApiKeyScheme { get; set; } = "Bearer";

    /// <summary>The request's member for the model; null for none.</summary>
    /// <value>Default <c>model</c>.</value>
    public string? ModelMember { get; set; } = "model";

    /// <summary>The request's member for the query.</summary>
    /// <value>Default <c>query</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string QueryMember { get; set => field = Text(value); } = "query";

    /// <summary>The request's member for the list of texts.</summary>
    /// <value>Default <c>documents</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string DocumentsMember { get; set => field = Text(value); } = "documents";

    /// <summary>The member for the text where each document is an object.</summary>
    /// <value>Null, the default, where documents are plain strings.</value>
    public string? DocumentTextMember { get; set; }

    /// <summary>The request's member for the number of results that are wanted; null for none.</summary>
    /// <value>Default <c>top_n</c>.</value>
    public string? LimitMember { get; set; } = "top_n";

    /// <summary>The request's member for <see cref="RerankOptions.MaxTokensPerDocument"/>.</summary>
    /// <value>Null, the default, for none.</value>
    public string? MaxTokensMember { get; set; }

    /// <summary>The members that lead to the list of results, outermost first, with dots between them.</summary>
    /// <value>Default <c>results</c>. A list at the root needs no name.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string ResultsPath { get; set => field = Text(value); } = "results";

    /// <summary>A result's member for the document's index, from 0.</summary>
    /// <value>Default <c>index</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string IndexMember { get; set => field = Text(value); } = "index";

    /// <summary>A result's member for the score.</summary>
    /// <value>Default <c>relevance_score</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string ScoreMember { get; set => field = Text(value); } = "relevance_score";

    /// <summary>Whether a list is scored as a whole, so that it must not be split.</summary>
    /// <value>Default false.</value>
    public bool IsListwise { get; set; }

    /// <summary>Which documents are not sent, because one of them makes the service refuse the request.</summary>
    /// <value>Default <see cref="HeldBackDocuments.Empty"/>: many services refuse those, and nothing is lost with them.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration.</exception>
    public HeldBackDocuments HeldBack { get; set => field = Allow.Defined(value); } = HeldBackDocuments.Empty;

    internal override string ProviderName => Name;

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        Uri endpoint = RequireEndpoint(setup);
        string? key = FindKey(setup, "RERANKKIT_HTTP_API_KEY");
        bool isListwise = IsListwise;
        return new()
        {
            Name = Name,
            Endpoint = endpoint,
            ModelId = ModelId,
            Authentication = HeaderAuthentication.Of(ApiKeyHeader, key, ApiKeyScheme),
            Write = new RequestShape
            {
                Model = ModelMember,
                Query = QueryMember,
                Documents = DocumentsMember,
                DocumentText = DocumentTextMember,
                Limit = LimitMember,
                MaxTokensPerDocument = MaxTokensMember,
            }.Write,
            Read = new ResponseShape { Results = ResultsPath.Split('.'), Index = IndexMember, Score = ScoreMember }.Read,
            IsListwise = _ => isListwise,
            HeldBack = HeldBack,
        };
    }

    internal override void Configure(SettingsReader reader) => reader
        .Text(nameof(Name), value => Name = value)
        .Text(nameof(ApiKeyHeader), value => ApiKeyHeader = value)
        .Text(nameof(ApiKeyScheme), value => ApiKeyScheme = value)
        .Text(nameof(ModelMember), value => ModelMember = value)
        .Text(nameof(QueryMember), value => QueryMember = value)
        .Text(nameof(DocumentsMember), value => DocumentsMember = value)
        .Text(nameof(DocumentTextMember), value => DocumentTextMember = value)
        .Text(nameof(LimitMember), value => LimitMember = value)
        .Text(nameof(MaxTokensMember), value => MaxTokensMember = value)
        .Text(nameof(ResultsPath), value => ResultsPath = value)
        .Text(nameof(IndexMember), value => IndexMember = value)
        .Text(nameof(ScoreMember), value => ScoreMember = value)
        .Boolean(nameof(IsListwise), value => IsListwise = value)
        .Enum<HeldBackDocuments>(nameof(HeldBack), value => HeldBack = value);

    private static string Text(string value, [CallerMemberName] string? name = null) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException($"{name} is empty. Give it the name that the service uses.", name) : value;
}
