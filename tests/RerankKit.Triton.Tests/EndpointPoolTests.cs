using RerankKit.Conformance;

namespace RerankKit.Triton.Tests;

public class EndpointPoolTests
{
    private static readonly Uri[] Three = [new("http://a:8000"), new("http://b:8000"), new("http://c:8000")];

    [Test]
    public void TurnsGoOnHoweverManyRequestsThereWere([Values((uint)int.MaxValue - 1, uint.MaxValue - 1)] uint before)
    {
        var pool = new EndpointPool(Three, new(), new ManualTimeProvider(), before);
        string[] taken =
        [
            .. Enumerable.Range(0, 6).Select(_ =>
            {
                using var request = new HttpRequestMessage();
                EndpointState endpoint = pool.Take(RequestTrail.Of(request));
                pool.Return(endpoint, AttemptOutcome.Answered);
                return endpoint.Address.Host;
            }),
        ];
        Assert.That(taken, Is.SupersetOf(new[] { "a", "b", "c" }));
    }
}
