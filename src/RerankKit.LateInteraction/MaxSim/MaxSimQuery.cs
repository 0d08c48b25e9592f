namespace RerankKit.LateInteraction;

/// <summary>A query made ready to be scored against many documents by MaxSim. Thread-safe; not against its own disposal.</summary>
/// <remarks>
/// MaxSim (Khattab and Zaharia, ColBERT, 2020): for each vector of the query the greatest dot product with any vector of the document, summed over the
/// query's vectors. A document without vectors scores <see cref="EmptyDocumentScore"/>, below every document that has some. Documents are read as they
/// are stored, and dot products are computed in single precision, or for <see cref="TokenVectorPrecision.Int8"/> in integers, with the query quantised
/// per vector; the sum over the query's vectors is taken in double precision. After the first calls nothing is allocated, but by calls that spread
/// documents over threads: about 200 bytes each.
/// </remarks>
public sealed partial class MaxSimQuery : IDisposable
{
    /// <summary>The score of a document of which nothing takes part in scoring.</summary>
    public const float EmptyDocumentScore = float.MinValue;

    /// <summary>
    /// The environment variable that forces a kernel, <c>RERANKKIT_MAXSIM_KERNEL</c>: <c>vector512</c>, <c>vector256</c>, <c>vector128</c> or
    /// <c>scalar</c>. Unset, the fastest that the machine has is used.
    /// </summary>
    public const string KernelVariable = "RERANKKIT_MAXSIM_KERNEL";

    private const int Alignment = 64;
    private readonly TokenVectorCodec _codec;
    private readonly MaxSimKernel _kernel;
    private readonly PackedQuery _packed;
    private readonly MaxSimOptions _options;
    private bool _disposed;

    /// <summary>Makes a query ready.</summary>
    /// <param name="query">The query's vectors; at least one, finite, of the codec's dimension.</param>
    /// <param name="codec">How the documents to be scored are kept.</param>
    /// <param name="options">How to score; null for the defaults. Read now: later changes have no effect.</param>
    /// <exception cref="ArgumentException">The dimensions differ, there is no vector, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException"><see cref="KernelVariable"/> names a kernel that this machine does not have.</exception>
    public MaxSimQuery(TokenVectors query, TokenVectorCodec codec, MaxSimOptions? options = null)
        : this(query, codec, options, MaxSimKernels.Preferred)
    {
    }

    internal MaxSimQuery(TokenVectors query, TokenVectorCodec codec, MaxSimOptions? options, MaxSimKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(codec);
        if (query.Dimension != codec.Dimension)
        {
            throw new ArgumentException(
                $"The query's vectors have {query.Dimension} numbers and the documents' {codec.Dimension}; encode both with the same model.", nameof(query));
        }

        if (query.Count == 0)
        {
            throw new ArgumentException("The query has no vectors, so there is nothing to score by.", nameof(query));
        }

        FiniteNumbers.Require(query.Values.Span, float.MaxValue, nameof(query));
        _codec = codec;
        _kernel = kernel;
        _options = new() { Mean = options?.Mean ?? false, MaxDocumentNorm = options?.MaxDocumentNorm };
        _packed = kernel.Pack(query, codec);
    }

    /// <summary>The kernel that scores: one of the names that <see cref="KernelVariable"/> takes.</summary>
    public string KernelName => _kernel.Name;

    /// <summary>Scores one document.</summary>
    /// <param name="document">An encoded document: a whole number of vectors as the codec wrote them.</param>
    /// <returns>Its score.</returns>
    /// <exception cref="ArgumentException">It is no whole number of vectors, or its score is not finite, as of no bytes that the codec wrote.</exception>
    /// <exception cref="InvalidDataException">It names a centroid that its residual codec does not have.</exception>
    public float Score(ReadOnlySpan<byte> document)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var memory = PinnedMemory.Rent(WorkBytes);
        return RequireFinite(Score(document, memory), 0);
    }

    /// <summary>Scores one document of which some tokens are masked: they count as minus infinity, as if they were not there.</summary>
    /// <param name="document">An encoded document: a whole number of vectors as the codec wrote them.</param>
    /// <param name="mask">Per vector whether it takes part.</param>
    /// <returns>Its score; <see cref="EmptyDocumentScore"/> when all are masked.</returns>
    /// <exception cref="ArgumentException">As of <see cref="Score(ReadOnlySpan{byte})"/>, or the mask has another length.</exception>
    public float Score(ReadOnlySpan<byte> document, ReadOnlySpan<bool> mask)
    {
        int tokens = _codec.CountTokens(document.Length);
        if (mask.Length != tokens)
        {
            throw new ArgumentException($"The mask has {mask.Length} entries for {tokens} vectors; give one per vector.", nameof(mask));
        }

        using var memory = PinnedMemory.Rent(document.Length);
        Span<byte> taken = memory.AsSpan(document.Length);
        int length = 0;
        for (int i = 0; i < tokens; i++)
        {
            if (mask[i])
            {
                document.Slice(i * _codec.BytesPerToken, _codec.BytesPerToken).CopyTo(taken[length..]);
                length += _codec.BytesPerToken;
            }
        }

        return Score(taken[..length]);
    }

    /// <summary>Gives the query's memory back.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _disposed, true))
        {
            _packed.Dispose();
        }
    }
}
