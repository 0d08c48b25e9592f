using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Requests and answers as the services' documentation has them.</summary>
public sealed class DialectTests
{
    private RunningServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await RunningServer.StartAsync(services =>
    {
        services.AddReranking().AddReranker(new SharedWords());
        services.AddReranking("logits").AddReranker(new SharedWords("other-model", RerankScoreKind.Logit));
    });

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task TextEmbeddingsInferenceAnswersWithABareList()
    {
        using JsonDocument answer = await AskAsync("/rerank", """{"query":"rotate key","texts":["Closed Mondays.","Choose to rotate the key."],"raw_scores":false,"return_text":true,"truncate":true,"truncation_direction":"Right"}""");
        JsonElement best = answer.RootElement[0];
        Assert.That(answer.RootElement.GetArrayLength(), Is.EqualTo(2));
        Assert.That(best.GetProperty("index").GetInt32(), Is.EqualTo(1));
        Assert.That(best.GetProperty("text").GetString(), Is.EqualTo("Choose to rotate the key."));
        Assert.That(best.GetProperty("score").GetDouble(), Is.EqualTo(SharedWords.ProbabilityOf("rotate key", "Choose to rotate the key.")).Within(1e-10));
    }

    [Test]
    public async Task CohereTwoAnswersWithResultsAndBilledUnits()
    {
        string documents = string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"document {i}\""));
        using JsonDocument answer = await AskAsync("/v2/rerank", $$"""{"model":"default","query":"document 7","documents":[{{documents}}],"top_n":3,"max_tokens_per_doc":4096}""");
        Assert.That(answer.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo(new[] { "id", "results", "meta" }));
        Assert.That(answer.RootElement.GetProperty("results").GetArrayLength(), Is.EqualTo(3));
        JsonElement meta = answer.RootElement.GetProperty("meta");
        Assert.That(meta.GetProperty("api_version").GetProperty("version").GetString(), Is.EqualTo("2"));
        Assert.That(meta.GetProperty("billed_units").GetProperty("search_units").GetDouble(), Is.EqualTo(2));
        Assert.That(meta.GetProperty("tokens").GetProperty("input_tokens").GetInt64(), Is.EqualTo(707));
    }

    [Test]
    public async Task CohereOneRanksObjectsByTheirFieldsAndGivesThemBack()
    {
        using JsonDocument answer = await AskAsync("/v1/rerank", """{"query":"rotate key","documents":[{"title":"Hours","text":"Closed."},{"title":"rotate","text":"the key"}],"rank_fields":["title","text"],"top_n":1,"return_documents":true,"max_chunks_per_doc":1}""");
        JsonElement best = answer.RootElement.GetProperty("results")[0];
        Assert.That(best.GetProperty("index").GetInt32(), Is.EqualTo(1));
        Assert.That(best.GetProperty("document").GetRawText(), Is.EqualTo("""{"title":"rotate","text":"the key"}"""));
        Assert.That(best.GetProperty("relevance_score").GetDouble(), Is.EqualTo(SharedWords.ProbabilityOf("rotate key", "rotate\nthe key")).Within(1e-10));
        Assert.That(answer.RootElement.GetProperty("meta").GetProperty("api_version").GetProperty("version").GetString(), Is.EqualTo("1"));
    }

    [Test]
    public async Task JinaFindsModelAndUsage()
    {
        using JsonDocument answer = await AskAsync("/v1/rerank", """{"model":"shared-words","query":"cheap flights","documents":["Low-cost airlines","cheap flights"],"top_n":2,"return_documents":true}""");
        Assert.That(answer.RootElement.GetProperty("model").GetString(), Is.EqualTo("shared-words"));
        Assert.That(answer.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt64(), Is.EqualTo(14));
        Assert.That(answer.RootElement.GetProperty("results")[0].GetProperty("document").GetProperty("text").GetString(), Is.EqualTo("cheap flights"));
    }

    [TestCase("/rerank")]
    [TestCase("/v1/rerank")]
    public async Task VllmAlwaysEchoesDocumentsAndTakesZeroForAll(string path)
    {
        using JsonDocument answer = await AskAsync(path, """{"model":"logits","query":"rotate key","documents":["a","rotate the key"],"top_n":0,"truncate_prompt_tokens":-1,"use_activation":false}""");
        JsonElement best = answer.RootElement.GetProperty("results")[0];
        Assert.That(answer.RootElement.GetProperty("results").GetArrayLength(), Is.EqualTo(2));
        Assert.That(best.GetProperty("document").GetProperty("text").GetString(), Is.EqualTo("rotate the key"));
        Assert.That(best.GetProperty("relevance_score").GetDouble(), Is.EqualTo(SharedWords.LogitOf("rotate key", "rotate the key")).Within(1e-10));
    }

    [TestCase("""{"text_1":"rotate key","text_2":["a","rotate the key","b"]}""")]
    [TestCase("""{"data_1":["rotate key"],"data_2":["a","rotate the key","b"]}""")]
    [TestCase("""{"queries":["rotate key","rotate key","rotate key"],"documents":["a","rotate the key","b"],"model":"default"}""")]
    [TestCase("""{"queries":"rotate key","items":["a","rotate the key","b"],"use_activation":true}""")]
    public async Task ScoresOfPairsComeInTheOrderOfTheRequest(string body)
    {
        using JsonDocument answer = await AskAsync("/v1/score", body);
        string[] documents = ["a", "rotate the key", "b"];
        JsonElement data = answer.RootElement.GetProperty("data");
        Assert.That(data.EnumerateArray().Select(pair => pair.GetProperty("index").GetInt32()), Is.EqualTo(new[] { 0, 1, 2 }));
        for (int i = 0; i < documents.Length; i++)
        {
            Assert.That(data[i].GetProperty("score").GetDouble(), Is.EqualTo(SharedWords.ProbabilityOf("rotate key", documents[i])).Within(1e-10));
        }
    }

    [Test]
    public async Task NamedRerankersAreModels()
    {
        (_, string models) = await _server.GetAsync("/v1/models");
        using var list = JsonDocument.Parse(models);
        Assert.That(list.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()), Is.EqualTo(new[] { "shared-words", "logits" }));
        foreach (string name in (string[])["logits", "other-model"])
        {
            using JsonDocument answer = await AskAsync("/v1/rerank", $$"""{"model":"{{name}}","query":"a","documents":["a"]}""");
            Assert.That(answer.RootElement.GetProperty("model").GetString(), Is.EqualTo("other-model"));
        }

        (HttpStatusCode status, string body, _) = await _server.PostAsync("/v2/rerank", """{"model":"nobody","query":"a","documents":["a"]}""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(body, Does.Contain("shared-words, logits").And.Not.Contain("nobody"));
    }

    [Test]
    public async Task InfoTellsTheLimits()
    {
        (HttpStatusCode status, string body) = await _server.GetAsync("/info");
        using var info = JsonDocument.Parse(body);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(info.RootElement.GetProperty("model_id").GetString(), Is.EqualTo("shared-words"));
        Assert.That(info.RootElement.GetProperty("max_client_batch_size").GetInt32(), Is.EqualTo(1000));
        Assert.That(info.RootElement.GetProperty("model_type").GetProperty("reranker").GetProperty("id2label").GetProperty("0").GetString(), Is.EqualTo("LABEL_0"));
    }

    private async Task<JsonDocument> AskAsync(string path, string body)
    {
        (HttpStatusCode status, string answer, _) = await _server.PostAsync(path, body);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        return JsonDocument.Parse(answer);
    }
}
