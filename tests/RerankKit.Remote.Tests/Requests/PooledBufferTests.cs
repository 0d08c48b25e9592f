using System.Buffers;
using RerankKit.Remote.Tests.Providers;

namespace RerankKit.Remote.Tests.Requests;

public class PooledBufferTests
{
    [Test]
    public async Task ABodyThatIsStillBeingSentIsNotGivenToSomebodyElse()
    {
        var buffer = new PooledBuffer(16);
        buffer.Write("0123456789"u8);
        using var content = new PooledContent(buffer);
        var stream = new HeldStream();
        Task sending = content.CopyToAsync(stream);
        buffer.Dispose();
        Assert.That(stream.Bytes.ToArray(), Is.EqualTo("0123456789"u8.ToArray()));
        Assert.That(buffer.Length, Is.EqualTo(10), "the buffer was returned while it was being sent");
        stream.Go.SetResult();
        await sending;
        Assert.That(buffer.Length, Is.Zero);
        Assert.That(async () => await content.CopyToAsync(Stream.Null), Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public void DisposingTwiceReleasesOnce()
    {
        var buffer = new PooledBuffer(16);
        Assert.That(buffer.TryShare());
        buffer.Dispose();
        buffer.Dispose();
        Assert.That(buffer.TryShare(), "the other user's array is gone");
        buffer.Release();
        buffer.Release();
        Assert.That(buffer.TryShare(), Is.False);
    }

    [Test]
    public void ABufferGrowsAndKeepsWhatItHolds()
    {
        using var buffer = new PooledBuffer(1);
        byte[] expected = new byte[100_000];
        new Random(1).NextBytes(expected);
        for (int i = 0; i < expected.Length; i += 1000)
        {
            buffer.Write(expected.AsSpan(i, 1000));
        }

        Assert.That(buffer.Span.SequenceEqual(expected));
    }

    [Test]
    public void ACallAllocatesLittle()
    {
        // Everything runs on this thread: the server answers at once.
        ProviderCase provider = ProviderCases.All.Single(provider => provider.Name == "cohere");
        byte[] answer = System.Text.Encoding.UTF8.GetBytes(provider.Answer([.. Enumerable.Range(0, 100).Select(i => (i, 1.0 / (i + 1)))]));
        using var client = new HttpClient(new ReadyHandler(answer));
        using var reranker = new HttpReranker(client, provider.Options());
        RerankCandidate[] candidates = [.. Enumerable.Range(0, 100).Select(i => new RerankCandidate(new string((char)('a' + (i % 26)), 1024)))];
        for (int i = 0; i < 5; i++)
        {
            Assert.That(reranker.RerankAsync("query", candidates).IsCompletedSuccessfully);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Assert.That(reranker.RerankAsync("query", candidates).Result.Results, Has.Count.EqualTo(100));
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 10, Is.LessThan(32 * 1024));
    }

    private sealed class ReadyHandler(byte[] answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Task sent = request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return sent.IsCompletedSuccessfully
                ? Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(answer) })
                : throw new InvalidOperationException("The body was not ready.");
        }
    }

    private sealed class HeldStream : MemoryStream
    {
        public TaskCompletionSource Go { get; } = new();

        public ReadOnlyMemory<byte> Bytes { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes = buffer;
            await Go.Task;
        }
    }
}
