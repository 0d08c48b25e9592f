using System.Text;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Transport;
using RerankKit.Conformance;

namespace RerankKit.VectorData.Tests;

/// <summary>The line that docs/bridges.md gives for hits of Elasticsearch, with Elastic's own client and an answer as the server sends it.</summary>
public sealed class ElasticRecipeTests
{
    private const string Answer = """
        {"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":2,"relation":"eq"},"max_score":3.5,"hits":[
          {"_index":"pages","_id":"billing","_score":3.5,"_source":{"slug":"billing","text":"The billing page lists invoices."}},
          {"_index":"pages","_id":"keys","_score":3.1,"_source":{"slug":"keys","text":"How to rotate a signing key."}}]}}
        """;

    [Test]
    public async Task HitsAreReranked()
    {
        using var settings = new ElasticsearchClientSettings(
            new SingleNodePool(new Uri("http://localhost:9200")),
            new InMemoryRequestInvoker(Encoding.UTF8.GetBytes(Answer), 200, null, "application/json", new Dictionary<string, IEnumerable<string>> { ["x-elastic-product"] = ["Elasticsearch"] }));
        var client = new ElasticsearchClient(settings);
        var reranker = new StubReranker(text => text.Split("key", StringSplitOptions.None).Length);
        const string query = "rotate a key";

        SearchResponse<Page> found = await client.SearchAsync<Page>(search => search.Indices("pages").Size(50).Query(q => q.Match(match => match.Field("text").Query(query))));
        RerankedList<Hit<Page>> ranked = await reranker.RerankAsync(query, found.Hits, hit => hit.Source!.Text, hit => hit.Score, hit => hit.Id, new() { TopN = 5 });

        Assert.That(ranked.Select(entry => entry.Item.Id), Is.EqualTo(["keys", "billing"]));
        Assert.That(reranker.Calls.Single().Candidates.Select(candidate => (candidate.Id, candidate.Score)), Is.EqualTo(new (string?, double?)[] { ("billing", 3.5), ("keys", 3.1) }));
    }
}
