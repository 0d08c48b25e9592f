using RerankKit.Cli.Remote;

namespace RerankKit.Cli.Reranking;

/// <summary>A kind of reranker that <c>--reranker</c> can name.</summary>
internal interface IRerankerSource
{
    string Name { get; }

    string Description { get; }

    /// <summary>The options that this kind uses; they are added to the command, and refused by name with another kind.</summary>
    IReadOnlyList<Option> Options { get; }

    /// <summary>Whether a file goes behind the name, as in <c>learned:model.zip</c>.</summary>
    bool TakesFile => false;

    /// <summary>Makes the reranker.</summary>
    /// <param name="result">Where the options' values are.</param>
    /// <param name="corpus">The texts of the collection, as they will be reranked; null when no collection is given.</param>
    /// <param name="cancellationToken">Stops the making.</param>
    IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken);

    /// <summary>Estimates what calls to somebody else's machine will use up; null where there are none.</summary>
    /// <param name="result">Where the options' values are.</param>
    /// <param name="queries">What will be asked.</param>
    CallEstimate? Estimate(ParseResult result, IEnumerable<(string Query, RunCandidates Candidates)> queries) => null;
}
