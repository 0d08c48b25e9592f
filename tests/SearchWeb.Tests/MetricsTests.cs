using Microsoft.Extensions.DependencyInjection;
using RerankKit.Evaluation;
using SearchWeb.Measuring;
using SearchWeb.Searching;

namespace SearchWeb.Tests;

/// <summary>What is measured is what a search shows.</summary>
public sealed class MetricsTests
{
    private RunningApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _app = await RunningApp.BuiltInAsync();

    [Test]
    public async Task MetricsAreThoseOfTheSearchesOfAllJudgedQueries()
    {
        Measurement measured = await _app.GetAsync<Measurement>("api/metrics?depth=20&blend=0.8");
        Collection collection = _app.Services.GetRequiredService<Collection>();
        (var before, var after) = (new Run("first stage"), new Run("reranked"));
        foreach (BeirQuery query in collection.Queries)
        {
            SearchAnswer answer = await _app.GetAsync<SearchAnswer>($"api/search?q={Uri.EscapeDataString(query.Text)}&depth=20&blend=0.8");
            before.AddRanking(query.Id, answer.Documents.Select(document => document.Id));
            after.AddRanking(query.Id, answer.Documents.OrderBy(document => document.Final.Rank).Select(document => document.Id));
        }

        foreach (Run run in (Run[])[before, after])
        {
            EvaluationResult expected = Evaluator.Evaluate(collection.Qrels, run, RankingMetric.ParseList("ndcg@10,rr@10,p@5,recall@50"));
            MeasuredList row = measured.Rows.Single(row => row.Name == run.Name);
            Assert.That(row.Metrics, Is.EqualTo(expected.Metrics.ToDictionary(metric => metric.Name, metric => expected[metric])));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That((measured.Queries, measured.Depth), Is.EqualTo((30, 20)));
            Assert.That(measured.Rows.Select(row => row.Name), Is.EqualTo(new[] { "bm25", "vectors", "first stage", "reranked" }));
            Assert.That(measured.Differences.Average(query => query.After - query.Before), Is.EqualTo(measured.Change!.Difference).Within(1e-12));
            Assert.That(measured.Change.Better + measured.Change.Same + measured.Change.Worse, Is.EqualTo(30));
        }
    }

    [Test]
    public async Task TheRerankerWithoutASwitchHelpsAndThatIsNoChance()
    {
        Measurement measured = await _app.GetAsync<Measurement>("api/metrics");
        Assert.That(measured.Change!.Difference, Is.GreaterThan(0.05));
        Assert.That(measured.Change.Low, Is.Positive, "the interval is above nothing");
    }

    [Test]
    public async Task WithoutARerankerThereIsNoChange()
    {
        Measurement measured = await _app.GetAsync<Measurement>("api/metrics?reranker=none");
        Assert.That(measured.Change, Is.Null);
        Assert.That(measured.Rows, Has.Count.EqualTo(3));
    }
}
