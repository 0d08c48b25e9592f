using Microsoft.Extensions.DependencyInjection;
using RerankKit.TestModels;

namespace RerankKit.Journeys;

/// <summary>A cross-encoder of MiniLM-L-6's size under the README's budget of a second, with more text than any processor reads in that time.</summary>
public sealed class TimeBudgetJourneys : PipelineJourney
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-journey-");

    private string Model => Path.Combine(_folder.FullName, "model");

    [OneTimeSetUp]
    public void WriteModel() => TestModel.Write(Model, TestModelPresets.MiniLmL6);

    [OneTimeTearDown]
    public void DeleteModel() => _folder.Delete(recursive: true);

    [Test]
    public async Task ACrossEncoderScoresWhatFitsInEveryCall() =>
        await ScoresWhatFitsAsync(services => services.AddReranking().AddCrossEncoder(Model).UseStandardPipeline(o => (o.MaxCandidates, o.TimeBudget) = (500, TimeSpan.FromSeconds(1))));

    [Test]
    public async Task ACrossEncoderFromConfigurationScoresWhatFitsInEveryCall() =>
        await ScoresWhatFitsAsync(services => services.AddOnnxRerankers().AddReranking(Settings(
            $$"""{ "Reranking": { "Provider": "cross-encoder", "Options": { "Model": "{{Model}}" }, "StandardPipeline": { "MaxCandidates": 500, "TimeBudget": "1s" } } }""")));

    [Test]
    public async Task ACascadeKeepsWhatItsFirstStageScored() =>
        await KeepsTheFirstStageAsync(services =>
        {
            services.AddReranking("fast").AddLexical();
            services.AddReranking("precise").AddCrossEncoder(Model);
            services.AddReranking()
                .AddCascade(cascade => cascade.AddStage("fast", keep: 500).AddStage("precise", keep: 500))
                .UseStandardPipeline(o => (o.MaxCandidates, o.TimeBudget) = (500, TimeSpan.FromSeconds(1)));
        });

    [Test]
    public async Task ACascadeFromConfigurationKeepsWhatItsFirstStageScored() =>
        await KeepsTheFirstStageAsync(services => services.AddOnnxRerankers().AddReranking(Settings($$"""
            { "Reranking": {
                "Provider": "cascade",
                "Options": { "Stages": [ { "Reranker": "fast", "Keep": 500 }, { "Reranker": "precise", "Keep": 500 } ] },
                "StandardPipeline": { "MaxCandidates": 500, "TimeBudget": "1s" },
                "Rerankers": {
                  "fast": { "Provider": "lexical" },
                  "precise": { "Provider": "cross-encoder", "Options": { "Model": "{{Model}}" } } } } }
            """)));

    private async Task ScoresWhatFitsAsync(Action<IServiceCollection> compose)
    {
        await EveryCallAsync(compose, (response, candidates) =>
        {
            // What there was no time for follows in the first stage's order.
            int[] late = [.. response.Results.Where(result => result.Placement == RerankPlacement.OverBudget).Select(result => result.Index)];
            Assert.That(late, Is.Ordered.Ascending);
            Assert.That(late.Length, Is.LessThan(candidates.Length), $"Nothing was scored. {ProductQuestions.Reasons(response)}");
            Assert.That(response.Results.Count(result => result.Placement == RerankPlacement.Scored), Is.EqualTo(candidates.Length - late.Length));
            Assert.That(ProductQuestions.Reasons(response), late.Length == 0 ? Is.Not.Empty : Does.Contain($"{late.Length} of {candidates.Length}"));
        });
    }

    private async Task KeepsTheFirstStageAsync(Action<IServiceCollection> compose)
    {
        await EveryCallAsync(compose, (response, _) =>
        {
            Assert.That(response.Results, Has.All.Matches<RerankResult>(result => result.Placement is RerankPlacement.Scored or RerankPlacement.EarlierStage));
            Assert.That(response.Results.Select(result => result.Placement), Does.Contain(RerankPlacement.Scored), $"The second stage scored nothing. {ProductQuestions.Reasons(response)}");
        });
    }

    // A first call that is slow must not make the later ones give up.
    private async Task EveryCallAsync(Action<IServiceCollection> compose, Action<RerankResponse, RerankCandidate[]> holds)
    {
        IReranker reranker = (await StartAsync(compose)).GetRequiredService<IReranker>();
        foreach (string query in Questions.Queries.Take(3).Select(query => query.Text))
        {
            RerankCandidate[] candidates = await ManyTextsAsync(query);
            RerankResponse response = await reranker.RerankAsync(query, candidates);
            ProductQuestions.NothingIsLost(response, candidates);
            holds(response, candidates);
        }
    }

    // Five hundred pieces of some twenty tokens: more than two quiet processors read in that time, each of them in very little of it.
    private async Task<RerankCandidate[]> ManyTextsAsync(string query)
    {
        RerankCandidate[] found = await Questions.RetrieveAsync(Questions.Queries.First(other => other.Text == query), 88);
        string all = string.Join(' ', found.Select(candidate => candidate.Text));
        return [.. Enumerable.Range(0, 500).Select(i => new RerankCandidate(all.Substring(i * 20, 80)) { Id = $"{i}", Score = 500 - i })];
    }
}
