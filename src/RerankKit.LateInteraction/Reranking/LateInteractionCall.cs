using System.Buffers;
using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction;

/// <summary>What is known of the documents of one call. Its memory is given back when it is disposed.</summary>
internal sealed partial class LateInteractionCall : IDisposable
{
    private readonly Document[] _documents;
    private readonly TokenVectorCodec _codec;
    private readonly List<byte[]> _rented = [];
    private StoredTokenVectors? _stored;
    private long? _documentTokens = 0;
    private UsageDetails? _usage;

    public LateInteractionCall(
        IReadOnlyList<RerankCandidate> candidates, TokenVectorCodec codec, Deadline? deadline, CancellationToken cancellationToken)
    {
        Candidates = candidates;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        _codec = codec;
        _documents = new Document[candidates.Count];
        _documents.AsSpan().Fill(new() { Score = double.NaN });
    }

    public IReadOnlyList<RerankCandidate> Candidates { get; }

    /// <summary>When the call has to end; null for no limit.</summary>
    public Deadline? Deadline { get; }

    /// <summary>The caller's token.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Cancelled by the caller, or when the time is up.</summary>
    public CancellationToken Token => Deadline?.Token ?? CancellationToken;

    /// <summary>The query's vectors; null when there was no time for them.</summary>
    public TokenVectors? Query { get; set; }

    /// <summary>What was encoded in this call and is fit to be stored, with its index.</summary>
    public List<(int Index, TokenVectors Vectors)> Encoded { get; } = [];

    /// <summary>Waits for an inner call; null when the time was up first.</summary>
    public async ValueTask<T?> WithinAsync<T>(Task<T> call)
        where T : class =>
        Deadline is null ? await call.ConfigureAwait(false) : await Deadline.WaitAsync(call).ConfigureAwait(false);

    /// <summary>Takes the store's answer, and disposes it with the call.</summary>
    /// <exception cref="InvalidDataException">It is not an answer to these documents.</exception>
    public void Take(StoredTokenVectors stored)
    {
        _stored = stored;
        if (stored.Count != _documents.Length)
        {
            throw new InvalidDataException(Invariant($"The store answered with {stored.Count} documents to {_documents.Length} keys."));
        }

        for (int i = 0; i < _documents.Length; i++)
        {
            if (stored.TryGet(i, out ReadOnlyMemory<byte> vectors) && vectors.Length % _codec.BytesPerToken != 0)
            {
                throw new InvalidDataException(
                    Invariant($"Document '{Candidates[i].Id}' has {vectors.Length} bytes in the store, which are no whole vectors of {_codec.BytesPerToken} bytes."));
            }
        }

        for (int i = 0; i < _documents.Length; i++)
        {
            if (stored.TryGet(i, out ReadOnlyMemory<byte> vectors))
            {
                _documents[i].Vectors = vectors;
                _documents[i].State = DocumentState.Ready;
            }
        }
    }

    /// <summary>Takes what the encoder made of a document.</summary>
    public void Take(int index, TokenVectors vectors)
    {
        ref Document document = ref _documents[index];
        document.TokenCount = vectors.TokenCount;
        document.IsTruncated = vectors.IsTruncated;
        _documentTokens += vectors.TokenCount;
        if (!EncoderAnswers.IsFinite(vectors))
        {
            document.State = DocumentState.NotFinite;
            return;
        }

        int length = checked(vectors.Count * _codec.BytesPerToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(buffer);
        _codec.Encode(vectors.Values.Span, buffer.AsSpan(0, length));
        document.Vectors = buffer.AsMemory(0, length);
        document.State = DocumentState.Ready;
        Encoded.Add((index, vectors));
    }

    /// <summary>The documents without vectors: in first-stage order where time may run out.</summary>
    public int[] Missing()
    {
        int[]? order = Deadline is null ? null : FirstStageOrder.Of(Candidates);
        var missing = new List<int>();
        for (int i = 0; i < _documents.Length; i++)
        {
            int index = order is null ? i : order[i];
            if (_documents[index].State == DocumentState.Waiting)
            {
                missing.Add(index);
            }
        }

        return [.. missing];
    }

    /// <summary>The documents that have vectors to be scored by.</summary>
    public (ReadOnlyMemory<byte>[] Vectors, int[] Indices) Scorable()
    {
        int count = 0;
        var vectors = new ReadOnlyMemory<byte>[_documents.Length];
        int[] indices = new int[_documents.Length];
        for (int i = 0; i < _documents.Length; i++)
        {
            if (!_documents[i].Vectors.IsEmpty)
            {
                vectors[count] = _documents[i].Vectors;
                indices[count++] = i;
            }
        }

        return (vectors[..count], indices[..count]);
    }

    public void Dispose()
    {
        _stored?.Dispose();
        foreach (byte[] buffer in _rented)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _rented.Clear();
    }

    private enum DocumentState : byte
    {
        Waiting,
        Ready,
        NotFinite,
    }

    private struct Document
    {
        public ReadOnlyMemory<byte> Vectors;
        public double Score;
        public int? TokenCount;
        public bool IsTruncated;
        public DocumentState State;
    }
}
