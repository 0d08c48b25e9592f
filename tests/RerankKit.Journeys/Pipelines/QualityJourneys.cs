using Microsoft.Extensions.DependencyInjection;
using Quickstart;
using RerankKit.PublishedModels;

namespace RerankKit.Journeys;

/// <summary>A model that knows better than the first stage, with its real weights, in pipelines with a budget: the ranking never gets worse than what it was given.</summary>
public sealed class QualityJourneys : PipelineJourney
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rerankkit-journey-");

    private string Model => _folder.FullName;

    [OneTimeSetUp]
    public void WriteModel() => PublishedModel.MiniLM.WriteLateInteraction(Model);

    [OneTimeTearDown]
    public void DeleteModel() => _folder.Delete(recursive: true);

    [Test]
    public async Task LateInteractionIsBetterThanItsFirstStage()
    {
        IReranker reranker = (await StartAsync(services =>
        {
            services.AddSingleton<ITokenVectorStoreProvider, MemoryStores>();
            services.AddReranking().AddLateInteraction(Model, configure: o => o.StoreEncoded = true).UseStandardPipeline();
        })).GetRequiredService<IReranker>();
        await IsBetterAsync(reranker);
    }

    [Test]
    public async Task ACascadeIntoLateInteractionUnderABudgetIsBetterThanItsFirstStage()
    {
        IReranker reranker = (await StartAsync(services =>
        {
            services.AddSingleton<ITokenVectorStoreProvider, MemoryStores>();
            services.AddOnnxRerankers().AddReranking(Settings($$"""
                { "Reranking": {
                    "Provider": "cascade",
                    "Options": { "Stages": [ { "Reranker": "given", "Keep": 20 }, { "Reranker": "precise", "Keep": 20 } ] },
                    "StandardPipeline": { "TimeBudget": "5s" },
                    "Rerankers": {
                      "given": { "Provider": "lexical" },
                      "precise": { "Provider": "late-interaction", "Options": { "Encoder": { "Provider": "onnx", "Options": { "Model": "{{Model}}" } }, "StoreEncoded": true } } } } }
                """));
        })).GetRequiredService<IReranker>();
        await IsBetterAsync(reranker);
    }

    private async Task IsBetterAsync(IReranker reranker)
    {
        List<RerankResponse> responses = [];
        (double firstStage, double reranked) = await Questions.MeasureAsync(reranker, responses.Add);
        string? unscored = responses.Where(response => response.Results.All(result => result.Placement != RerankPlacement.Scored)).Select(ProductQuestions.Reasons).FirstOrDefault();
        Assert.That(unscored, Is.Null);
        Assert.That(reranked, Is.GreaterThanOrEqualTo(firstStage));
    }
}
