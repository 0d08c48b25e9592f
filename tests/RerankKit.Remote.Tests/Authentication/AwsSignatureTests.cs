using System.Text;

namespace RerankKit.Remote.Tests.Authentication;

public class AwsSignatureTests
{
    private static readonly AwsCredentials Example = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    [Test]
    public void ThePublishedExampleIsReproduced()
    {
        // docs.aws.amazon.com, IAM ListUsers of 2015-08-30.
        string authorization = AwsSignature.Authorize(
            Example,
            "us-east-1",
            "iam",
            new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero),
            "GET",
            new("https://iam.amazonaws.com/?Version=2010-05-08&Action=ListUsers"),
            "application/x-www-form-urlencoded; charset=utf-8",
            []);
        Assert.That(authorization, Is.EqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
    }

    [TestCase(
        "https://bedrock-agent-runtime.us-west-2.amazonaws.com/rerank",
        """{"queries":[{"type":"TEXT","textQuery":{"text":"q"}}],"sources":[{"type":"INLINE","inlineDocumentSource":{"type":"TEXT","textDocument":{"text":"d"}}}],"rerankingConfiguration":{"type":"BEDROCK_RERANKING_MODEL","bedrockRerankingConfiguration":{"numberOfResults":1,"modelConfiguration":{"modelArn":"arn:aws:bedrock:us-west-2::foundation-model/cohere.rerank-v3-5:0"}}}}""",
        "1586b8f5694d46c5bcbb27486ead2e533f45d10a3e235e8174810d9c23ccb683")]
    [TestCase(
        "https://bedrock-runtime.us-west-2.amazonaws.com/model/cohere.rerank-v3-5%3A0/invoke",
        """{"query":"q","documents":["d"],"top_n":1,"api_version":2}""",
        "5ae81c623d0fb989b86c886e8123970b29b54cb36c780baaeb2cb3ea35e6a1e3")]
    public void BedrocksRequestsAreSignedAsAnotherImplementationSignsThem(string uri, string body, string signature)
    {
        string authorization = AwsSignature.Authorize(
            Example, "us-west-2", "bedrock", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "POST", new(uri), "application/json", Encoding.UTF8.GetBytes(body));
        Assert.That(authorization, Does.EndWith("Signature=" + signature));
    }

    [TestCase(true, "1586b8f5694d46c5bcbb27486ead2e533f45d10a3e235e8174810d9c23ccb683")]
    [TestCase(false, "5ae81c623d0fb989b86c886e8123970b29b54cb36c780baaeb2cb3ea35e6a1e3")]
    public async Task TheRerankersOwnRequestsCarryThoseSignatures(bool agent, string signature)
    {
        AwsRerankerOptions options = agent ? new BedrockOptions() : new BedrockCohereOptions();
        options.Region = "us-west-2";
        options.Credentials = _ => new(Example);
        var server = new FakeServer("""{"results":[{"index":0,"relevanceScore":1,"relevance_score":1}]}""");
        using var reranker = new HttpReranker(server.Client(), options, new SkippingTimeProvider());
        await reranker.RerankAsync("q", ["d"], new() { TopN = 1 });
        Assert.That(server.Requests.Single().Header("Authorization"), Does.EndWith("Signature=" + signature));
        Assert.That(server.Requests.Single().Header("x-amz-date"), Is.EqualTo("20260102T030405Z"));
        Assert.That(server.Requests.Single().Header("Content-Type"), Is.EqualTo("application/json"));
    }

    [Test]
    public void ASessionTokenIsSigned()
    {
        string Sign(string? token) => AwsSignature.Authorize(
            new(Example.AccessKeyId, Example.SecretAccessKey, token), "us-west-2", "bedrock", DateTimeOffset.UnixEpoch, "POST", new("http://localhost:9000/x"), "application/json", []);
        Assert.That(Sign("token"), Does.Contain("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"));
        Assert.That(Sign("token")[^64..], Is.Not.EqualTo(Sign("other")[^64..]).And.Not.EqualTo(Sign(null)[^64..]));
    }

    [Test]
    public void APortThatIsNotUsualIsPartOfTheSignedHost()
    {
        Assert.That(AwsSignature.Host(new("https://localhost:9000/x")), Is.EqualTo("localhost:9000"));
        Assert.That(AwsSignature.Host(new("https://example.com:443/x")), Is.EqualTo("example.com"));
    }
}
