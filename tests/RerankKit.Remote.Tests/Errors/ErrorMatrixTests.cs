using System.Net;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Errors;

/// <summary>What servers refuse with, at every provider: the message is found, permanent errors are not repeated, waits are kept.</summary>
public class ErrorMatrixTests
{
    private static readonly (string Body, string Message)[] Shapes =
    [
        ("""{"id":"e7c1","message":"too many chunks"}""", "too many chunks"),
        ("""{"detail":"no such thing"}""", "no such thing"),
        ("""{"error":"plain words","error_type":"Validation"}""", "plain words"),
        ("""{"error":{"message":"the model is unknown","type":"NotFoundError","param":"model","code":404}}""", "the model is unknown"),
        ("""{"object":"error","message":"flat","type":"BadRequestError","param":null,"code":400}""", "flat"),
        ("""{"error":{"code":"INVALID_ARGUMENT","message":"the max is 100."},"status":400}""", "the max is 100."),
        ("""{"error":{"root_cause":[],"type":"status_exception","reason":"no such endpoint"},"status":404}""", "no such endpoint"),
        ("""{"detail":[{"loc":["body"],"msg":"field required","type":"value_error"}]}""", "field required"),
        ("""{"detail":{"error":"inner"}}""", "inner"),
        ("""{"error":{"detail":"deep"}}""", "deep"),
    ];

    private static IEnumerable<TestCaseData> Cases() => ProviderCases.Cases();

    [TestCaseSource(nameof(Cases))]
    public void AMessageIsFoundInEveryShape(object data)
    {
        foreach ((string body, string message) in Shapes)
        {
            (RerankProviderException error, int requests, _) = Fail((ProviderCase)data, _ => FakeServer.Error(400, body));
            Assert.That((error.Error, error.StatusCode, error.IsTransient, requests), Is.EqualTo((RerankProviderError.Rejected, (HttpStatusCode?)HttpStatusCode.BadRequest, false, 1)), body);
            Assert.That(error.Message, Does.Contain("answered HTTP 400").And.Contain(message), body);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void ABadKeyIsOneWithAndWithoutWords(object data)
    {
        foreach ((int status, RerankProviderError expected) in new[] { (401, RerankProviderError.Unauthorized), (403, RerankProviderError.Forbidden) })
        {
            foreach (string body in (string[])["", """{"message":"Invalid credentials"}""", "<html>Sign in</html>"])
            {
                (RerankProviderException error, int requests, _) = Fail((ProviderCase)data, _ => FakeServer.Text(body, (HttpStatusCode)status));
                Assert.That((error.Error, requests), Is.EqualTo((expected, 1)));
                Assert.That(error.Message, body.Contains("Invalid", StringComparison.Ordinal) ? Does.Contain("Invalid credentials") : Does.Not.Contain("Sign in"));
            }
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void ABodyThatIsTooLargeIsNotSentAgainAndTheRemedyIsSaid(object data)
    {
        (RerankProviderException error, int requests, _) = Fail((ProviderCase)data, _ => FakeServer.Text("length limit exceeded", HttpStatusCode.RequestEntityTooLarge));
        Assert.That((error.Error, error.IsTransient, requests), Is.EqualTo((RerankProviderError.TooLarge, false, 1)));
        Assert.That(error.Message, Does.Contain("Lower MaxCandidatesPerRequest"));
    }

    [TestCaseSource(nameof(Cases))]
    public void TheProvidersWaitIsKeptUpToTheLongest(object data)
    {
        foreach ((string header, string value, double milliseconds) in new[] { ("Retry-After", "1", 1000), ("Retry-After", "0.5", 500), ("Retry-After", "Fri, 02 Jan 2026 03:04:07 GMT", 2000.0), ("Retry-After-Ms", "120", 120) })
        {
            int sent = 0;
            (RerankProviderException error, _, SkippingTimeProvider clock) = Fail((ProviderCase)data, _ => ++sent == 1 ? FakeServer.Error(429, "{}", (header, value)) : FakeServer.Error(400));
            Assert.That(sent, Is.EqualTo(2));
            Assert.That(error.Error, Is.EqualTo(RerankProviderError.Rejected));
            Assert.That(clock.Waits.Sum(wait => wait.TotalMilliseconds), Is.EqualTo(milliseconds), $"{header}: {value}");
        }

        (RerankProviderException limited, int requests, SkippingTimeProvider unused) = Fail((ProviderCase)data, _ => FakeServer.Error(429, "{}", ("Retry-After", "3600")));
        Assert.That((limited.Error, requests, unused.Waits.Count), Is.EqualTo((RerankProviderError.RateLimited, 1, 0)));
        Assert.That(limited.RetryAfter, Is.EqualTo(TimeSpan.FromHours(1)));
    }

    private static (RerankProviderException Error, int Requests, SkippingTimeProvider Clock) Fail(ProviderCase provider, Func<SentRequest, HttpResponseMessage> answer)
    {
        var clock = new SkippingTimeProvider();
        var server = new FakeServer(answer);
        using var reranker = new HttpReranker(server.Client(), provider.Options(), clock);
        RerankProviderException error = Assert.ThrowsAsync<RerankProviderException>(() => reranker.RerankAsync(ProviderCase.Query, ProviderCase.Candidates))!;
        return (error, server.Requests.Count, clock);
    }
}
