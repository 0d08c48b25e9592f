using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace RerankKit.AspNetCore.Tests;

/// <summary>The description of the endpoints, as Microsoft.AspNetCore.OpenApi makes it of what they say of themselves.</summary>
public sealed class DescriptionTests
{
    [Test]
    public async Task EveryPathIsDescribedWithWhatItTakesAndGives()
    {
        await using RunningServer server = await RunningServer.StartAsync(build: builder => builder.Services.AddOpenApi(), use: application =>
        {
            application.MapReranking();
            application.MapOpenApi();
        });
        (_, string body) = await server.GetAsync("/openapi/v1.json");
        using var description = JsonDocument.Parse(body);
        JsonElement paths = description.RootElement.GetProperty("paths");
        Assert.That(paths.EnumerateObject().Select(path => path.Name), Is.SupersetOf(new[] { "/rerank", "/v1/rerank", "/v2/rerank", "/score", "/v1/score", "/info", "/v1/models", "/health", "/metrics" }));

        JsonElement operation = paths.GetProperty("/v2/rerank").GetProperty("post");
        Assert.That(operation.GetProperty("summary").GetString(), Is.Not.Empty);
        Assert.That(operation.GetProperty("responses").EnumerateObject().Select(status => status.Name), Is.SupersetOf(new[] { "200", "400", "413", "422", "429" }));
        Assert.That(operation.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));

        // What is described is read: every member that the body of a request may have, sent with a value that is wrong or right, is known by its name.
        JsonElement schemas = description.RootElement.GetProperty("components").GetProperty("schemas");
        string[] members = [.. schemas.GetProperty("RerankRequest").GetProperty("properties").EnumerateObject().Select(member => member.Name)];
        Assert.That(members, Does.Contain("max_tokens_per_doc").And.Contain("texts").And.Contain("use_activation"));
        foreach (string member in members)
        {
            (_, string answer, _) = await server.PostAsync("/v1/rerank", $$"""{"{{member}}":1e3,"{{member}}":1e3}""");
            Assert.That(answer, Does.Contain($"'{member}'"), answer);
        }

        foreach (string member in schemas.GetProperty("ScoreRequest").GetProperty("properties").EnumerateObject().Select(member => member.Name))
        {
            (_, string answer, _) = await server.PostAsync("/score", $$"""{"{{member}}":1e3}""");
            Assert.That(answer, Does.Contain($"'{member}'"), answer);
        }
    }
}
