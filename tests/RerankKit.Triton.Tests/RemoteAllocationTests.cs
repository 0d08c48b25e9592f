using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using RerankKit.TestModels;

namespace RerankKit.Triton.Tests;

/// <summary>What the client allocates, all handlers included, without a network: what the framework's connections take is theirs.</summary>
[NonParallelizable]
public sealed class RemoteAllocationTests : IDisposable
{
    private const string Metadata = """
        {"name":"m","versions":["1"],"inputs":[{"name":"input_ids","datatype":"INT64","shape":[-1,-1]},{"name":"attention_mask","datatype":"INT64","shape":[-1,-1]},
        {"name":"token_type_ids","datatype":"INT64","shape":[-1,-1]}],"outputs":[{"name":"logits","datatype":"FP32","shape":[-1,1]}]}
        """;

    // One request at a time; its bytes are no affair of the client's.
    private readonly MemoryStream _body = new(64 * 1024);

    public void Dispose() => _body.Dispose();

    [TestCase(25)]
    [TestCase(200)]
    public async Task ACallAllocatesItsResultsAndLittleForEachRequest(int candidates)
    {
        const int PerCall = 8 * 1024;
        const int PerRequest = 10 * 1024;
        const int PerCandidate = 200;
        int requests = 0;
        var transport = new ScriptedHandler(async (request, cancellationToken) =>
        {
            requests += request.Method == HttpMethod.Post ? 1 : 0;
            return request.Method == HttpMethod.Get ? new(HttpStatusCode.OK) { Content = new StringContent(Metadata) } : await AnswerAsync(request, cancellationToken);
        });
        var options = new CrossEncoderOptions { Concurrency = 1, TokenBudget = 512, Server = { Hedging = new(), MaxBatchSize = 64, Transport = transport } };
        options.Server.Endpoints.Add(new("http://a:8000"));
        options.Server.Endpoints.Add(new("http://b:8000"));
        using var remote = CrossEncoderReranker.LoadServed(SharedModels.Of(TestArchitecture.Bert).FullName, options);
        RerankCandidate[] documents = RandomTexts.Candidates(candidates, maxWords: 25);
        for (int i = 0; i < 5; i++)
        {
            await remote.RerankAsync(RandomTexts.Query, documents);
        }

        // Whatever else runs counts too: the least of several rounds.
        long least = long.MaxValue;
        for (int i = 0; i < 8; i++)
        {
            requests = 0;
            transport.Hosts.Clear();
            transport.Addresses.Clear();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await remote.RerankAsync(RandomTexts.Query, documents);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        TestContext.Out.WriteLine($"{least} bytes for {candidates} candidates in {requests} requests");
        Assert.That(least, Is.InRange(candidates * 16, PerCall + (requests * PerRequest) + (candidates * PerCandidate)));
    }

    // A logit for each row, and not one byte more than needed.
    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _body.SetLength(0);
        await request.Content!.CopyToAsync(_body, cancellationToken);
        int rows = Rows(_body.GetBuffer().AsSpan(0, (int)_body.Length));
        byte[] json = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"outputs":[{"name":"logits","datatype":"FP32","shape":[{{{rows}}},1],"parameters":{"binary_data_size":{{{rows * sizeof(float)}}}}}]}"""));
        byte[] answer = new byte[json.Length + (rows * sizeof(float))];
        json.CopyTo(answer, 0);
        for (int row = 0; row < rows; row++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(answer.AsSpan(json.Length + (row * sizeof(float))), row);
        }

        var content = new ByteArrayContent(answer);
        content.Headers.Add(KServeRequest.HeaderLength, json.Length.ToString(CultureInfo.InvariantCulture));
        return new(HttpStatusCode.OK) { Content = content };
    }

    private static int Rows(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> after = body[(body.IndexOf("\"shape\":["u8) + 9)..];
        return int.Parse(after[..after.IndexOf((byte)',')], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
