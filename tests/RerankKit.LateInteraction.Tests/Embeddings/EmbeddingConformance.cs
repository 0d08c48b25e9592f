using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.LateInteraction.Tests;

/// <summary>With the memory that is there by default.</summary>
public class EmbeddingConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() => new EmbeddingReranker(new WordGenerator());
}

/// <summary>Without any memory, within a time budget that is never reached.</summary>
public class EmbeddingWithBudgetConformanceTests : RerankerConformanceTests
{
    protected override double Tolerance => 0;

    protected override IReranker CreateReranker() => new EmbeddingReranker(new WordGenerator(), new() { MemoryCacheBytes = 0, Dimension = 8 }, new ManualTimeProvider())
        .AsBuilder()
        .UseTimeBudget(TimeSpan.FromDays(1))
        .Build();
}

/// <summary>With the first stage's scores blended in.</summary>
public class EmbeddingWithBlendConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override IReranker CreateReranker() => new EmbeddingReranker(new WordGenerator(), new() { Blend = new() { Normalization = ScoreNormalization.ZScore } });
}
