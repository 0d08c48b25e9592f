using System.Net;
using RerankKit.Conformance;

namespace RerankKit.Triton.Tests;

public class KServeBodyLimitTests
{
    private const int LongestError = 16_384;

    [TestCase(200, 2048, 2048)]
    [TestCase(200, 100_000, 100_000)]
    [TestCase(400, 2048, LongestError)]
    public void AnAnswerWithoutAnEndIsReadNoFurtherThanItsLimit(int status, int maxAnswerBytes, int limit)
    {
        using var content = new EndlessContent("{\"error\":\"");
        using var http = new HttpClient(new ScriptedHandler((_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = content })))
        {
            BaseAddress = new("http://triton.example"),
        };
        var client = new KServeClient(http, new("m", Version: null, BearerToken: null, TimeSpan.FromSeconds(30), maxAnswerBytes), TimeProvider.System);
        ModelServerException exception = Assert.ThrowsAsync<ModelServerException>(() => client.GetModelAsync(CancellationToken.None))!;
        Assert.That(exception.Error, Is.EqualTo(status == 200 ? ModelServerError.InvalidAnswer : ModelServerError.Refused));
        Assert.That(content.Taken, Is.EqualTo(limit + 1));
    }
}
