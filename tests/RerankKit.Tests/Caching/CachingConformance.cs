using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Caching;

public class ColdCacheConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseCache().Build();
}

/// <summary>Every other candidate of the fixture has been scored before, so that its calls are partial hits.</summary>
public class HalfWarmCacheConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker()
    {
        IReranker reranker = new StubReranker().AsBuilder().UseCache().Build();
        Task<RerankResponse> warm = reranker.RerankAsync("how do I rotate the signing key", [.. CreateCandidates().Where((_, i) => i % 2 == 0)]);
        Assert.That(warm.IsCompletedSuccessfully, Is.True);
        return reranker;
    }
}

public class WarmCacheConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker()
    {
        IReranker reranker = new StubReranker().AsBuilder().UseCache().Build();
        Assert.That(reranker.RerankAsync("how do I rotate the signing key", CreateCandidates()).IsCompletedSuccessfully, Is.True);
        return reranker;
    }
}

public class TinyCacheConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker() => new StubReranker().AsBuilder().UseCache(options => options.MaxEntries = 3).Build();
}

/// <summary>Another process has scored the fixture's candidates; this one finds them in the distributed cache.</summary>
public class DistributedCacheConformance : RerankerConformanceTests
{
    protected override IReranker CreateReranker()
    {
        var shared = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        var options = new RerankCacheOptions { WaitForDistributedWrites = true };
        using (var other = new CachingReranker(new StubReranker(), options, shared))
        {
            other.RerankAsync("how do I rotate the signing key", [.. CreateCandidates().Skip(3)]).GetAwaiter().GetResult();
        }

        return new CachingReranker(new ResponseGuardReranker(new StubReranker()), options, shared);
    }
}

public class ListwiseCacheConformance : RerankerConformanceTests
{
    protected override bool ScoresDependOnTheList => true;

    protected override IReranker CreateReranker() =>
        new StubReranker { Metadata = new("list") { IsPointwise = false, ScoreKind = RerankScoreKind.Logit } }.AsBuilder().UseCache().Build();
}
