using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;

namespace RerankKit.Tests.Pipeline;

public class RerankerStructureTests
{
    [Test]
    public void TheSourceIsFoundPastEveryDecorator()
    {
        var source = new StubReranker();
        using IReranker pipeline = source.AsBuilder()
            .UseStandardPipeline(options => (options.ScoreGapGate, options.Blend, options.UsageBudget) = (new(), new(), new() { MaxUnits = 1 }))
            .UseShadow(new StubReranker())
            .UseDiversity()
            .Build();
        Assert.That(pipeline.GetSources(), Is.EqualTo(new[] { source }));
    }

    [Test]
    public void ADecoratorMadeByHandShowsWhatItDecorates()
    {
        var source = new StubReranker();
        using var cache = new CachingReranker(source);
        Assert.That(cache.GetInnerRerankers(), Is.EqualTo(new[] { source }));
        Assert.That(source.GetInnerRerankers(), Is.Empty);
        Assert.That(source.GetSources(), Is.EqualTo(new[] { source }));
    }

    [Test]
    public void CompositesShowTheirPartsAndTheSourcesOfAll()
    {
        var fast = new StubReranker();
        var precise = new StubReranker();
        using IReranker pipeline = new RerankerBuilder(new RoutingReranker(
            [new("both", _ => true, new CascadeReranker([new(Cached(fast)), new(Cached(precise))]))],
            Cached(fast))).UseCache().UseFallback().Build();
        Assert.That(pipeline.GetSources(), Is.EqualTo(new[] { fast, precise }), "each once");
        Assert.That(pipeline.GetService<CascadeReranker>()!.GetInnerRerankers(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ASourceAnswersWhereItsPipelineWouldNot()
    {
        bool isDown = false;
        var source = new StubReranker(call => isDown ? throw new HttpRequestException("down") : StubReranker.Rank(call, text => text.Length));
        using IReranker pipeline = source.AsBuilder().UseStandardPipeline().Build();
        await pipeline.RerankAsync("q", ["a", "bb"]);
        isDown = true;
        Assert.That((await pipeline.RerankAsync("q", ["a", "bb"])).Results[0].Placement, Is.EqualTo(RerankPlacement.Cached));
        Assert.That((await pipeline.RerankAsync("other", ["a", "bb"])).Results[0].Placement, Is.EqualTo(RerankPlacement.FellBack));
        Assert.That(async () => await pipeline.GetSources().Single().RerankAsync("q", ["a", "bb"]), Throws.TypeOf<HttpRequestException>());
    }

    private static IReranker Cached(StubReranker source) => source.AsBuilder().UseCache().Build();
}
