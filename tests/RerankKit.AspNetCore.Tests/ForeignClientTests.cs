using System.Net;
using System.Text;
using System.Text.Json;

namespace RerankKit.AspNetCore.Tests;

/// <summary>Requests as clients of others sent them (recorded by Clients/record.mjs, which also checks what they make of the answers).</summary>
public sealed class ForeignClientTests
{
    private static IEnumerable<TestCaseData> Recordings() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients"), "*.http").Order(StringComparer.Ordinal)
            .Select(file => new TestCaseData(File.ReadAllText(file)).SetArgDisplayNames(Path.GetFileNameWithoutExtension(file)));

    [TestCaseSource(nameof(Recordings))]
    public async Task TheRequestIsAnsweredWithTheRightDocumentFirst(string recording)
    {
        string[] parts = recording.Split("\n\n", 2);
        string[] head = parts[0].Split('\n');
        string path = head[1].Split(' ')[1];
        await using RunningServer server = await RunningServer.StartAsync(options: o => o.AcceptsUnknownModels = true);
        var content = new StringContent(parts[1], Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        foreach (string header in head[2..].Where(header => header.StartsWith("content-type:", StringComparison.Ordinal)))
        {
            content.Headers.TryAddWithoutValidation("Content-Type", header["content-type: ".Length..]);
        }

        (HttpStatusCode status, string body, _) = await server.PostAsync(path, content);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body);
        using var answer = JsonDocument.Parse(body);
        JsonElement results = answer.RootElement.GetProperty("results");
        Assert.That(results[0].GetProperty("index").GetInt32(), Is.EqualTo(1));
        Assert.That(results[0].GetProperty("relevance_score").GetDouble(), Is.GreaterThan(results[1].GetProperty("relevance_score").GetDouble()));
    }

    [Test]
    public void ThereAreRecordings() => Assert.That(Recordings().Count(), Is.GreaterThanOrEqualTo(6));
}
