using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.LateInteraction.Tests;

/// <summary>Without a store every document is encoded.</summary>
public class LateInteractionConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() => new LateInteractionReranker(new WordEncoder());
}

/// <summary>With a store that fills as calls come.</summary>
public class LateInteractionWithStoreConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() => new LateInteractionReranker(
        new WordEncoder(),
        new() { Store = new StubTokenVectorStore(), StoreEncoded = true, Aggregation = MaxSimAggregation.Mean, MaxDegreeOfParallelism = 2 });
}

/// <summary>With a time budget that is never reached.</summary>
public class LateInteractionWithBudgetConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() => new LateInteractionReranker(
            new WordEncoder(), new() { Store = new StubTokenVectorStore(), StoreEncoded = true }, new ManualTimeProvider())
        .AsBuilder()
        .UseTimeBudget(TimeSpan.FromDays(1))
        .Build();
}
