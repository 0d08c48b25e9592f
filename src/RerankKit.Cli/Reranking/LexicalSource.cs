namespace RerankKit.Cli.Reranking;

/// <summary><c>--reranker lexical</c>: BM25, no model.</summary>
internal sealed class LexicalSource : IRerankerSource
{
    public const string SourceName = "lexical";

    public Option<bool> CorpusStatistics { get; } = new("--corpus-statistics")
    {
        Description = "lexical: take document frequencies and the average length from the whole collection (--dataset), which usually ranks better, "
            + "instead of from each query's candidates.",
    };

    private readonly Option<double> _k1 = CheckedOption.Create<double>(
        "--k1", "v", "lexical: how soon further occurrences of a term stop counting.", text => Numbers.Real(text), value => _ = new LexicalRerankerOptions { K1 = value })
        .WithDefault(new LexicalRerankerOptions().K1);

    private readonly Option<double> _b = CheckedOption.Create<double>(
        "--b", "v", "lexical: how much length counts against a document, 0 to 1.", text => Numbers.Real(text), value => _ = new LexicalRerankerOptions { B = value })
        .WithDefault(new LexicalRerankerOptions().B);

    public string Name => SourceName;

    public string Description => "BM25, without a model";

    public IReadOnlyList<Option> Options => [CorpusStatistics, _k1, _b];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        bool hasStatistics = result.GetValue(CorpusStatistics);
        if (hasStatistics && corpus is null)
        {
            throw new InputException("--corpus-statistics needs a collection to count. Give its folder with --dataset.");
        }

        return new LexicalReranker(new()
        {
            K1 = result.GetValue(_k1),
            B = result.GetValue(_b),
            Statistics = hasStatistics ? LexicalCorpusStatistics.Build(corpus!, cancellationToken: cancellationToken) : null,
        });
    }
}
