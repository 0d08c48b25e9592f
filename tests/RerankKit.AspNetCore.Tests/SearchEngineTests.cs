using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RerankKit.AspNetCore.Tests;

/// <summary>
/// OpenSearch and Elasticsearch as their sources have them, set up as docs/server.md says: what they send is made of the page's template, and what they read of the answer is read by their rules.
/// </summary>
public sealed partial class SearchEngineTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "server.md"));

    // Gson writes texts so, and so does Elasticsearch's XContent.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [TestCase("rotate the key", new[] { "Closed.", "", "rotate the \"key\"\n\tof é日𝄞 \\" }, 2)]
    [TestCase("\"quoted\" \\ back", new[] { "back \"quoted\" \\", "1", "0" }, 0)]
    [TestCase("a", new[] { "" }, 0)]
    public async Task OpenSearchsConnectorGetsAScoreForEachDocument(string query, string[] documents, int best)
    {
        JsonNode connector = Configured("_plugins/_ml/connectors/_create");
        JsonNode action = connector["actions"]![0]!;
        Assert.That(action["pre_process_function"]!.GetValue<string>(), Is.EqualTo("connector.pre_process.cohere.rerank"));
        Assert.That(action["post_process_function"]!.GetValue<string>(), Is.EqualTo("connector.post_process.cohere.rerank"));

        // CohereRerankPreProcessFunction: the query as a text, the rest as JSON. Texts are escaped where they are put in; those that are JSON are not.
        var parameters = new Dictionary<string, string>
        {
            ["query"] = JsonSerializer.Serialize(query, Plain)[1..^1],
            ["documents"] = JsonSerializer.Serialize(documents, Plain),
            ["top_n"] = $"{documents.Length}",
            ["model"] = connector["parameters"]!["model"]!.GetValue<string>(),
        };
        string body = Parameter().Replace(action["request_body"]!.GetValue<string>(), match => parameters[match.Groups["name"].Value]);
        JsonNode answer = await AnswerAsync(new Uri(action["url"]!.GetValue<string>()), body);

        // CohereRerankPostProcessFunction over $.results: as many scores as results, each at its index, an Integer, and itself a Double.
        JsonArray results = answer["results"]!.AsArray();
        double?[] scores = new double?[results.Count];
        foreach (JsonNode? result in results)
        {
            string score = result!["relevance_score"]!.ToJsonString();
            Assert.That(OpenSearchNumbers.AreRead(score), score);
            scores[result["index"]!.GetValue<int>()] = result["relevance_score"]!.GetValue<double>();
        }

        // The rerank processor: a score for each hit.
        Assert.That(scores, Has.Length.EqualTo(documents.Length).And.None.Null);
        Assert.That(scores.Index().MaxBy(score => score.Item).Index, Is.EqualTo(best));
    }

    [Test]
    public async Task ABodyThatOpenSearchBreaksIsRefusedWithoutMore()
    {
        // A query that is JSON itself is put in without escapes.
        await using RunningServer server = await RunningServer.StartAsync();
        (HttpStatusCode status, _, _) = await server.PostAsync("/v1/rerank", """{ "documents": ["a"], "query": "{"a":1}", "model": "default", "top_n": 1 }""");
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task ElasticsearchsCustomServiceFindsScoresIndicesAndTexts()
    {
        JsonNode settings = Configured("_inference/rerank/reranker")["service_settings"]!;
        string[] documents = ["Closed.", "rotate \"key\""];
        string body = settings["request"]!.GetValue<string>()
            .Replace("${query}", JsonSerializer.Serialize("rotate \"key\"", Plain), StringComparison.Ordinal)
            .Replace("${input}", JsonSerializer.Serialize(documents, Plain), StringComparison.Ordinal);
        JsonNode answer = await AnswerAsync(new Uri(settings["url"]!.GetValue<string>()), body);
        JsonNode paths = settings["response"]!["json_parser"]!;
        Assert.That(Read("reranked_index").Select(index => index!.GetValue<int>()), Is.EqualTo(new[] { 1, 0 }));
        Assert.That(Read("relevance_score").Select(score => score!.GetValue<double>()), Is.Ordered.Descending);
        Assert.That(Read("document_text").Select(text => text!.GetValue<string>()), Is.EqualTo(new[] { documents[1], documents[0] }));

        // $.results[*].document.text
        IEnumerable<JsonNode?> Read(string name)
        {
            string[] path = paths[name]!.GetValue<string>().Split("[*].");
            Assert.That(path[0], Is.EqualTo("$.results"));
            return answer["results"]!.AsArray().Select(result => path[1].Split('.').Aggregate(result, (node, member) => node![member]));
        }
    }

    private static JsonNode Configured(string request)
    {
        Match block = JsonBlock().Matches(Page[Page.IndexOf(request, StringComparison.Ordinal)..])[0];
        return JsonNode.Parse(block.Groups["json"].Value)!;
    }

    private static async Task<JsonNode> AnswerAsync(Uri url, string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (HttpStatusCode status, string answer, _) = await server.PostAsync(url.AbsolutePath, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), answer);
        return JsonNode.Parse(answer)!;
    }

    [GeneratedRegex(@"\$\{parameters\.(?<name>\w+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("```jsonc\n(?<json>[^`]+)```", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex JsonBlock();
}
