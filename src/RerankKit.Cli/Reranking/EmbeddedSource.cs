using RerankKit.Embedded;

namespace RerankKit.Cli.Reranking;

/// <summary><c>--reranker embedded</c>: the model in the package.</summary>
internal sealed class EmbeddedSource : IRerankerSource
{
    public const string SourceName = "embedded";

    public string Name => SourceName;

    public string Description => "a small model of English in the tool, without a download";

    public IReadOnlyList<Option> Options => [];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken) => new EmbeddedReranker();
}
