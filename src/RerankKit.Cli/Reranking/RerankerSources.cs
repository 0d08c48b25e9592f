namespace RerankKit.Cli.Reranking;

/// <summary>The kinds of reranker that the tool knows.</summary>
internal static class RerankerSources
{
    public static IReadOnlyList<IRerankerSource> CreateAll(ToolConsole console) => [new LexicalSource(), new ModelSource(console)];
}
