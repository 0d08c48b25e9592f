using RerankKit.Cli.LateInteraction;
using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Reranking;

/// <summary>The kinds of reranker that the tool knows.</summary>
internal static class RerankerSources
{
    public static IReadOnlyList<IRerankerSource> CreateAll(ModelOptions model, ServiceOptions service, ToolConsole console)
    {
        Option<string> store = StoreFile.CreateOption();
        return
        [
            new LexicalSource(),
            new EmbeddedSource(),
            new LearnedSource(),
            new MiniLMSource(model, store, console),
            new ModelSource(model, console),
            new LateSource(model, store, console),
            new EmbeddingsSource(model, console),
            .. ChatSource.CreateAll(service, model),
            .. ServiceSource.Providers.Select(provider => new ServiceSource(provider, service, model)),
        ];
    }
}
