using RerankKit.Embedded;

namespace RerankKit.Cli.Reranking;

/// <summary><c>--reranker embedded</c>: the model in the package.</summary>
internal sealed class EmbeddedSource : IRerankerSource
{
    public const string SourceName = "embedded";

    private readonly Option<string> _table = new("--table") { Description = "embedded: a table that rerankkit distill made, in place of the tool's own.", HelpName = "file" };

    public string Name => SourceName;

    public string Description => "a small model of English in the tool, without a download";

    public IReadOnlyList<Option> Options => [_table];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken) =>
        new EmbeddedReranker(new() { TablePath = result.GetValue(_table) });
}
