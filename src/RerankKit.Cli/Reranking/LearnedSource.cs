using RerankKit.Learning;

namespace RerankKit.Cli.Reranking;

/// <summary><c>--reranker learned:model.zip</c>: what <c>rerankkit learn</c> wrote.</summary>
internal sealed class LearnedSource : IRerankerSource
{
    public const string SourceName = "learned";

    public string Name => SourceName;

    public string Description => "a model of rerankkit learn, as learned:model.zip";

    public IReadOnlyList<Option> Options => [];

    public bool TakesFile => true;

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        string path = result.GetRequiredValue<string>("--reranker")[(SourceName.Length + 1)..];
        var model = LearnedModel.Load(path);
        return model.Features.Any(feature => feature.StartsWith(FeatureNames.RerankerScore, StringComparison.Ordinal))
            ? throw new InputException($"'{path}' has another reranker's score among its features, which this command cannot give it. In code, put UseLearned around that reranker; or learn a model without --reranker.")
            : new LearnedReranker(model);
    }
}
