using System.Net;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

public class ErrorResponseTests
{
    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    // As the providers write them; the sources are in their specifications.
    [TestCase("""{"id":"e7c1","message":"invalid request: too many chunks"}""", "invalid request: too many chunks", null)]
    [TestCase("""{"detail":"Authentication failed"}""", "Authentication failed", null)]
    [TestCase("""{"error":"batch size 33","error_type":"Validation"}""", "batch size 33", "Validation")]
    [TestCase("""{"error":{"message":"The model `x` does not exist.","type":"NotFoundError","param":"model","code":404}}""", "The model `x` does not exist.", "NotFoundError")]
    [TestCase("""{"object":"error","message":"flat","type":"BadRequestError","param":null,"code":400}""", "flat", "BadRequestError")]
    [TestCase("""{"error":{"code":501,"message":"Start it with `--reranking`","type":"not_supported_error"}}""", "Start it with `--reranking`", "not_supported_error")]
    [TestCase("""{"error":{"code":"INVALID_ARGUMENT","message":"the max is 100."},"status":400}""", "the max is 100.", "INVALID_ARGUMENT")]
    [TestCase("""{"error":{"code":400,"message":"At most 200 records.","status":"INVALID_ARGUMENT"}}""", "At most 200 records.", "INVALID_ARGUMENT")]
    [TestCase("""{"error":{"root_cause":[],"type":"status_exception","reason":"no such endpoint"},"status":404}""", "no such endpoint", "status_exception")]
    [TestCase("""{"detail":[{"loc":["body"],"msg":"field required","type":"value_error","input":"a document"}]}""", "field required", null)]
    [TestCase("""{"detail":{"error":"inner"}}""", "inner", null)]
    [TestCase("""{"error":{"detail":"deep"}}""", "deep", null)]
    [TestCase("""{"message":"The number of sources exceeds the limit."}""", "The number of sources exceeds the limit.", null)]
    [TestCase("""{"Message":"capital"}""", "capital", null)]
    [TestCase("""{"description":"Pinecone's"}""", "Pinecone's", null)]
    [TestCase("""{"message":"first line\nsecond line"}""", "first line", null)]
    public void AMessageIsFoundInEveryShapeOfError(string body, string message, string? code)
    {
        RerankProviderException error = Fail("cohere", _ => FakeServer.Error(400, body));
        Assert.That(error.Message, Is.EqualTo($"'cohere' answered HTTP 400{(code is null ? "" : $" ({code})")}: {message}"));
        Assert.That((error.Provider, error.StatusCode, error.ErrorCode, error.Error), Is.EqualTo(("cohere", (HttpStatusCode?)400, code, RerankProviderError.Rejected)));
    }

    [TestCase("")]
    [TestCase("<html>401</html>")]
    [TestCase("[1]")]
    [TestCase("{\"message\":7}")]
    [TestCase("{\"detail\":[]}")]
    [TestCase("{\"message\":")]
    public void ABodyWithoutAMessageLeavesTheStatus(string body)
    {
        RerankProviderException error = Fail("tei", _ => FakeServer.Text(body, HttpStatusCode.BadRequest));
        Assert.That(error.Message, Is.EqualTo("'tei' answered HTTP 400"));
    }

    [TestCase(400, RerankProviderError.Rejected, false)]
    [TestCase(401, RerankProviderError.Unauthorized, false)]
    [TestCase(402, RerankProviderError.PaymentRequired, false)]
    [TestCase(403, RerankProviderError.Forbidden, false)]
    [TestCase(404, RerankProviderError.NotFound, false)]
    [TestCase(408, RerankProviderError.Unavailable, true)]
    [TestCase(409, RerankProviderError.Rejected, false)]
    [TestCase(413, RerankProviderError.TooLarge, false)]
    [TestCase(422, RerankProviderError.Rejected, false)]
    [TestCase(424, RerankProviderError.Rejected, false)]
    [TestCase(429, RerankProviderError.RateLimited, true)]
    [TestCase(498, RerankProviderError.Unauthorized, false)]
    [TestCase(500, RerankProviderError.Unavailable, true)]
    [TestCase(501, RerankProviderError.Unavailable, false)]
    [TestCase(502, RerankProviderError.Unavailable, true)]
    [TestCase(503, RerankProviderError.Unavailable, true)]
    [TestCase(504, RerankProviderError.Unavailable, true)]
    [TestCase(302, RerankProviderError.Rejected, false)]
    public void AStatusIsPermanentOrTransient(int status, RerankProviderError expected, bool transient)
    {
        int requests = 0;
        RerankProviderException error = Fail("cohere", _ =>
        {
            requests++;
            return FakeServer.Error(status);
        });
        Assert.That((error.Error, error.IsTransient, error.StatusCode), Is.EqualTo((expected, transient, (HttpStatusCode?)status)));
        Assert.That(requests, Is.EqualTo(transient ? 3 : 1));
    }

    [Test]
    public async Task AFallbackMayAnswerOnlyWhatPasses()
    {
        int status = 503;
        var server = new FakeServer(_ => FakeServer.Error(status));
        var options = new TextEmbeddingsInferenceOptions { Endpoint = new("http://tei.example:8080"), DiscoverLimits = false, Retry = null };
        using var reranker = new FallbackReranker(
            new HttpReranker(server.Client(), options), new() { ShouldHandle = exception => exception is RerankServiceException { IsTransient: true } });

        RerankResponse response = await reranker.RerankAsync("q", ["a", "b"]);
        Assert.That(response.Results[0].Placement, Is.EqualTo(RerankPlacement.FellBack));

        status = 401;
        RerankServiceException error = Assert.CatchAsync<RerankServiceException>(() => reranker.RerankAsync("q", ["a", "b"]))!;
        Assert.That((error.StatusCode, error.IsTransient), Is.EqualTo(((HttpStatusCode?)HttpStatusCode.Unauthorized, false)));
    }

    [TestCaseSource(nameof(Cases))]
    public void EveryProviderFailsWithItsOwnName(object data)
    {
        var provider = (ProviderCase)data;
        RerankProviderException error = Fail(provider.Name, _ => FakeServer.Text("", HttpStatusCode.Unauthorized));
        Assert.That(error.Error, Is.EqualTo(RerankProviderError.Unauthorized));
        using var reranker = new HttpReranker(new FakeServer("").Client(), provider.Options());
        Assert.That(error.Provider, Is.EqualTo(reranker.GetService<RerankerMetadata>()!.ProviderName));
        Assert.That(error.Message, Does.Contain("Check the key"));
    }

    [Test]
    public void TextEmbeddingsInferencesBatchSizeErrorSaysToSendLess()
    {
        RerankProviderException error = Fail("tei", _ => FakeServer.Error(422, """{"error":"batch size 33 > maximum allowed batch size 32","error_type":"Validation"}"""));
        Assert.That(error.Error, Is.EqualTo(RerankProviderError.TooLarge));
        Assert.That(error.Message, Does.EndWith("batch size 33 > maximum allowed batch size 32. Lower MaxCandidatesPerRequest."));
        Assert.That(Fail("tei", _ => FakeServer.Text("length limit exceeded", HttpStatusCode.RequestEntityTooLarge)).Error, Is.EqualTo(RerankProviderError.TooLarge));
        Assert.That(Fail("tei", _ => FakeServer.Error(422, """{"error":"Input validation error","error_type":"Validation"}""")).Error, Is.EqualTo(RerankProviderError.Rejected));
    }

    [TestCase("tei", 1)]
    [TestCase("bedrock", 3)]
    public void AFailedDependencyIsTriedAgainAtBedrockOnly(string provider, int requests)
    {
        int sent = 0;
        RerankProviderException error = Fail(provider, _ =>
        {
            sent++;
            return FakeServer.Error(424, """{"message":"x"}""", ("x-amzn-ErrorType", "DependencyFailedException:http://internal.amazon.com/"));
        });
        Assert.That(sent, Is.EqualTo(requests));
        Assert.That(error.ErrorCode, Is.EqualTo("DependencyFailedException"));
    }

    [TestCase("x-request-id")]
    [TestCase("x-amzn-RequestId")]
    [TestCase("x-debug-trace-id")]
    public void TheRequestIdIsReported(string header)
    {
        Assert.That(Fail("cohere", _ => FakeServer.Error(400, "{}", (header, "req-1.2:3"))).RequestId, Is.EqualTo("req-1.2:3"));
        Assert.That(Fail("cohere", _ => FakeServer.Error(400, "{}", (header, "no <id> at all"))).RequestId, Is.Null);
        Assert.That(Fail("cohere", _ => FakeServer.Error(400, "{}", (header, "leak-" + ProviderCase.Secret))).RequestId, Is.Null);
    }

    [TestCase("the document 'Our office is closed on Mondays.' is empty")]
    [TestCase("could not parse: office is closed")]
    [TestCase("query too long: how do I rotate an API key?")]
    [TestCase("Incorrect API key provided: sk-secret-0123456789abcdef")]
    [TestCase("Incorrect API key provided: sk-secre...cdef")]
    public void AMessageThatQuotesTheRequestIsNotShown(string message)
    {
        RerankProviderException error = Fail("cohere", _ => FakeServer.Error(400, $$"""{"message":"{{message}}","code":"bad"}"""));
        Assert.That(error.Message, Is.EqualTo("'cohere' answered HTTP 400 (bad)"));
    }

    [Test]
    public void ALongMessageIsCutAndControlCharactersAreTakenOut()
    {
        RerankProviderException error = Fail("cohere", _ => FakeServer.Error(400, $$"""{"message":"a\u0007b{{new string('x', 500)}}"}"""));
        Assert.That(error.Message, Has.Length.LessThan(260));
        Assert.That(error.Message, Does.Contain("a bxxx"));
    }

    [Test]
    public void AnAnswerLongerThanAllowedIsNotRead()
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        foreach (bool announced in (bool[])[true, false])
        {
            var server = new FakeServer(_ =>
            {
                HttpResponseMessage response = FakeServer.Json(provider.UsualAnswer() + new string(' ', 5000));
                response.Content.Headers.ContentLength = announced ? response.Content.Headers.ContentLength : null;
                return response;
            });
            RemoteRerankerOptions options = provider.Options();
            options.MaxResponseBytes = 4096;
            using var reranker = new HttpReranker(server.Client(), options);
            RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates));
            Assert.That(error!.Message, Does.Contain("longer than MaxResponseBytes (4096)"));
        }
    }

    [Test]
    public void CredentialsThatCannotBeHadAreATypedError()
    {
        var options = new VertexRankingOptions { ProjectId = "p", AccessToken = _ => throw new InvalidOperationException("no metadata server") };
        using var reranker = new HttpReranker(new FakeServer("").Client(), options);
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync("q", ["d"]));
        Assert.That(error!.Error, Is.EqualTo(RerankProviderError.Unauthorized));
        Assert.That(error.Message, Does.Contain("InvalidOperationException"));
    }

    [Test]
    public void OneFailedRequestOfSeveralFailsTheCall()
    {
        var server = new FakeServer(request => request.Body.Contains("bad", StringComparison.Ordinal) ? FakeServer.Error(400) : FakeServer.Json("[{\"index\":0,\"score\":1}]"));
        var options = new TextEmbeddingsInferenceOptions { Endpoint = new("http://tei"), DiscoverLimits = false, MaxCandidatesPerRequest = 1 };
        using var reranker = new HttpReranker(server.Client(), options);
        RerankProviderException? error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync("q", ["a", "b", "bad", "c", "d"]));
        Assert.That(error!.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static RerankProviderException Fail(string name, Func<SentRequest, HttpResponseMessage> answer)
    {
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == name);
        using var reranker = new HttpReranker(new FakeServer(answer).Client(), provider.Options(), new SkippingTimeProvider());
        return Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates))!;
    }
}
