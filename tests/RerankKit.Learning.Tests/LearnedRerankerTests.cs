using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RerankKit.Conformance;
using RerankKit.Evaluation;

namespace RerankKit.Learning.Tests;

[TestFixture]
public sealed class LearnedRerankerTests
{
    private static readonly LearnedModel Model = World.Learn(queries: 25).Model;

    [Test]
    public async Task WhatWasLearnedRanks()
    {
        (Qrels qrels, LearningQuery[] queries) = World.Make(30, 1);
        using var reranker = new LearnedReranker(Model);
        int right = 0;
        foreach (LearningQuery query in queries)
        {
            RerankResponse response = await reranker.RerankAsync(query.Text, query.Candidates, new() { TopN = 1 });
            right += qrels.GetGrade(query.Id, query.Candidates[response.Results[0].Index].Id!) == 1 ? 1 : 0;
        }

        Assert.That(right, Is.GreaterThan(25));
    }

    [Test]
    public async Task AFieldThatIsNotThereIsSaid()
    {
        using var reranker = new LearnedReranker(Model);
        RerankResponse response = await reranker.RerankAsync("amber", [new("amber") { Score = 2 }, new("basil") { Score = 1 }]);

        Assert.That(response.Results, Has.Count.EqualTo(2));
        Assert.That(response.Stages[0].Reason, Is.EqualTo("no candidate has authority, which the model looks at"));
    }

    [Test]
    public async Task TheScoreOfTheRerankerInsideIsAFeature()
    {
        (Qrels qrels, LearningQuery[] queries) = World.Make(30, 0);
        using var inner = new StubReranker(text => text.Length);
        LearningQuery[] scored = [.. queries.Select(query => query with { Scored = Oracle(query, qrels) })];
        RankingLearning learning = RankingLearner.Learn(qrels, scored, new() { MaxTrees = 20, Bags = 1 });

        Assert.That(learning.OverFirstStage.Metrics[0].Candidate, Is.GreaterThan(0.95));
        Assert.That(learning.Importance[0].Key, Does.StartWith("reranker"));
        Assert.That(() => new LearnedReranker(learning.Model), Throws.ArgumentException.With.Message.Contains("UseLearned"));
        Assert.That(() => new LearnedReranker(Model, inner), Throws.ArgumentException.With.Message.Contains("AddLearned"));

        using var reranker = new LearnedReranker(learning.Model, inner);
        RerankResponse response = await reranker.RerankAsync("amber", ["a", "twelve chars", "cc"]);
        Assert.That(response.Results[0].Index, Is.EqualTo(1));
        Assert.That(response.Stages.Select(stage => stage.Name), Has.Member("learned"));
        Assert.That(reranker.GetSources(), Is.EqualTo(new[] { inner }));
    }

    [Test]
    public async Task ConfigurationAndCodeTakeTheFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            Model.Save(path);
            var services = new ServiceCollection();
            services.AddReranking("code").AddLearned(path);
            services.AddLearnedReranker().AddReranking(new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Provider"] = "learned", ["Options:Path"] = path })
                .Build());
            using ServiceProvider provider = services.BuildServiceProvider();
            LearningQuery query = World.Make(1, 1).Queries[0];

            RerankResponse inCode = await provider.GetRequiredKeyedService<IReranker>("code").RerankAsync(query.Text, query.Candidates);
            RerankResponse configured = await provider.GetRequiredService<IReranker>().RerankAsync(query.Text, query.Candidates);
            Assert.That(configured.Results.Select(result => (result.Index, result.Score)), Is.EqualTo(inCode.Results.Select(result => (result.Index, result.Score))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void AFileThatIsMissingIsSaidWithTheKey()
    {
        using ServiceProvider provider = new ServiceCollection().AddLearnedReranker()
            .AddReranking(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Provider"] = "learned", ["Options:Path"] = "/nowhere/model.zip" }).Build())
            .BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<IReranker>(), Throws.InvalidOperationException.With.Message.Contains("Path").And.Message.Contains("/nowhere/model.zip"));
    }

    private static RerankResponse Oracle(LearningQuery query, Qrels qrels) =>
        new([.. query.Candidates.Select((candidate, i) => new RerankResult(i, qrels.GetGrade(query.Id, candidate.Id!) == 1 ? 9 + (i / 100.0) : i / 100.0)).OrderByDescending(result => result.Score)]);
}

public class LearnedConformance : RerankerConformanceTests
{
    private static readonly LearnedModel Model = World.Learn(queries: 25).Model;

    protected override bool ScoresDependOnTheList => true;

    protected override IReranker CreateReranker() => new LearnedReranker(Model, readField: (_, _) => null);
}
