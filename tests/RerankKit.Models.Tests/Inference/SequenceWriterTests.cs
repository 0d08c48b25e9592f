namespace RerankKit.Models.Tests.Inference;

public class SequenceWriterTests
{
    // More than one thread takes on.
    private static readonly string Long = new('x', 100_000);

    [Test]
    public void AFailureIsWhatItIsOnOneThread([Values(1, 8)] int count)
    {
        var encoder = new CallbackEncoder(_ => throw new InvalidDataException("no such token"));
        Assert.That(
            () => new SequenceWriter().Write(encoder, count, _ => count == 1 ? "x" : Long, sink: null, CancellationToken.None),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("no such token"));
    }

    [Test]
    public void ACancellationIsOne()
    {
        using var cancellation = new CancellationTokenSource();
        var encoder = new CallbackEncoder(_ => cancellation.Cancel());
        OperationCanceledException? exception = Assert.Catch<OperationCanceledException>(
            () => new SequenceWriter().Write(encoder, 8, _ => Long, sink: null, cancellation.Token));
        Assert.That(exception!.CancellationToken, Is.EqualTo(cancellation.Token));
    }

    private sealed class CallbackEncoder(Action<string> encode) : ISequenceEncoder
    {
        public bool Encode(string text, SequenceScratch scratch)
        {
            encode(text);
            return false;
        }
    }
}
