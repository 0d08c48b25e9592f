using RerankKit.MiniLM;

namespace RerankKit.Cli.LateInteraction;

/// <summary><c>--reranker minilm</c>: the neural model in the tool.</summary>
internal sealed class MiniLMSource : IRerankerSource
{
    public const string SourceName = "minilm";

    public string Name => SourceName;

    public string Description => "all-MiniLM-L6-v2 in the tool, as late interaction, without a download";

    public IReadOnlyList<Option> Options => [];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken) => MiniLMReranker.Create();
}
