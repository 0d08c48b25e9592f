namespace RerankKit.Cli.Reranking;

/// <summary>The kinds of reranker that the tool knows.</summary>
internal static class RerankerSources
{
    public static IReadOnlyList<IRerankerSource> CreateAll(ModelOptions model, ToolConsole console) => [new LexicalSource(), new ModelSource(model, console)];
}
