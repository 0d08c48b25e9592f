using RerankKit.Conformance;

namespace RerankKit.Embedded.Tests;

public class EmbeddedRerankerConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() => new EmbeddedReranker();
}

/// <summary>With texts kept by content.</summary>
public class CachingEmbeddedRerankerConformanceTests : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override bool TopNMayChangeTheOrder => false;

    protected override IReranker CreateReranker() => new EmbeddedReranker(new() { CachedTexts = 8 });
}

/// <summary>Without a guard, and scores that are comparable between queries.</summary>
public class CoverageConformanceTests : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new EmbeddedReranker(new() { Scores = EmbeddedScores.Coverage, GuardLanguage = false });
}
