using RerankKit.Conformance;

namespace RerankKit.Tests.Lexical;

/// <summary>With the statistics of the candidates a score depends on the company.</summary>
public class LexicalRerankerConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() => new LexicalReranker();
}

/// <summary>With the statistics of a corpus it does not.</summary>
public class LexicalRerankerWithStatisticsConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() => new LexicalReranker(new()
    {
        Statistics = LexicalCorpusStatistics.Build(CreateCandidates().Select(candidate => candidate.Text)),
    });
}
