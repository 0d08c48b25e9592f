using RerankKit.Conformance;

namespace RerankKit.Tests.Llm;

/// <summary>Listwise: a model that goes by the length of a text.</summary>
public class ListwiseConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() =>
        new ChatClientReranker(new OracleModel(text => text.Length).Client(), new() { Method = new ListwiseChatMethod { WindowSize = 5, Step = 2 } });
}

public class SetwiseConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() =>
        new ChatClientReranker(new OracleModel(text => text.Length).Client(), new() { Method = new SetwiseChatMethod() });
}

public class PairwiseConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() =>
        new ChatClientReranker(new OracleModel(text => text.Length).Client(), new() { Method = new PairwiseChatMethod() });
}

public class AllPairsConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() => new ChatClientReranker(
        new OracleModel(text => text.Length).Client(), new() { Method = new PairwiseChatMethod { Sorting = PairwiseSorting.AllPairs } });
}

public class RatingConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() =>
        new ChatClientReranker(new OracleModel(text => text.Length % 11).Client(), new() { Method = new RatingChatMethod() });
}

public class YesNoConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() =>
        new ChatClientReranker(new OracleModel(text => (text.Length % 11) - 5).LogProbabilityClient(), new() { Method = new YesNoChatMethod() });
}
