using Microsoft.Extensions.DependencyInjection;
using RerankKit.Authoring;
using RerankKit.Conformance;

namespace RerankKit.Tests.Pipeline;

public class RerankerBuilderTests
{
    [Test]
    public async Task TheFirstUseIsTheOutermost()
    {
        List<string> order = [];
        using IReranker reranker = new StubReranker().AsBuilder()
            .Use(inner => new Recorder(inner, "first", order))
            .Use(inner => new Recorder(inner, "second", order))
            .Build();

        await reranker.RerankAsync("q", ["a"]);

        Assert.That(order, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public void DisposingThePipelineDisposesItsHeart()
    {
        var inner = new StubReranker();
        inner.AsBuilder().UseCandidateCap().UseCandidateCap().Build().Dispose();
        Assert.That(inner.DisposeCount, Is.EqualTo(1));
    }

    [Test]
    public void ADecoratorThatReturnsNullIsNamedByItsPlace() =>
        Assert.That(
            () => new StubReranker().AsBuilder().UseCandidateCap().Use(_ => null!).Build(),
            Throws.InvalidOperationException.With.Message.Contains("2 of 2"));

    [Test]
    public void InnerRerankersAreFoundThroughGetService()
    {
        var inner = new StubReranker();
        using IReranker reranker = inner.AsBuilder().UseCandidateCap().Build();
        Assert.That(reranker.GetService<StubReranker>(), Is.SameAs(inner));
        Assert.That(reranker.GetService<ResponseGuardReranker>(), Is.Not.Null);
        Assert.That(reranker.GetService<RerankerMetadata>(), Is.SameAs(inner.Metadata));
    }

    private sealed class Recorder(IReranker inner, string name, List<string> order) : DelegatingReranker(inner)
    {
        protected override Task<RerankResponse> RerankCoreAsync(
            string query,
            IReadOnlyList<RerankCandidate> candidates,
            RerankOptions? options,
            CancellationToken cancellationToken)
        {
            order.Add(name);
            return base.RerankCoreAsync(query, candidates, options, cancellationToken);
        }
    }
}
