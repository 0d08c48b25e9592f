using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary>Ways to score one corpus, ours and native, and what they scored last.</summary>
internal sealed class MaxSimVariants : IDisposable
{
    /// <summary>The hand-written kernel that ratios are taken to.</summary>
    public const string Baseline = "C++ AVX-512 FMA, prefetch";

    private readonly MaxSimCorpus _corpus;
    private readonly NativeMaxSim? _native;
    private readonly int _repetitions;
    private readonly List<MaxSimQuery> _queries = [];
    private readonly Dictionary<TokenVectorCodec, (byte[] Bytes, ReadOnlyMemory<byte>[] Documents)> _encoded = [];
    private readonly Dictionary<TokenVectorPrecision, TokenVectorCodec> _codecs = [];

    public MaxSimVariants(MaxSimCorpus corpus, NativeMaxSim? native, int repetitions)
    {
        _corpus = corpus;
        _native = native;
        _repetitions = repetitions;
    }

    public List<Variant> All { get; } = [];

    /// <summary>One of our kernels.</summary>
    public void Add(string kernel, TokenVectorPrecision precision, int threads = 1)
    {
        if (!MaxSimKernels.All.Single(candidate => candidate.Name == kernel).IsSupported)
        {
            return;
        }

        TokenVectorCodec codec = Codec(precision);
        var query = new MaxSimQuery(_corpus.Query, codec, null, MaxSimKernels.Select(kernel));
        _queries.Add(query);
        ReadOnlyMemory<byte>[] documents = Encoded(codec).Documents;
        float[] scores = new float[documents.Length];
        Add($"{kernel}, {precision}", threads, () => query.Score(documents, scores, threads));
        Verify(scores, precision);
    }

    /// <summary>A native function; nothing when the machine has no such instructions.</summary>
    public void AddNative(string name, string function, int threads = 1)
    {
        if (_native?.Has(function) != true)
        {
            return;
        }

        bool isInt8 = function == "maxsim_vnni512";
        byte[] bytes = Encoded(Codec(isInt8 ? TokenVectorPrecision.Int8 : TokenVectorPrecision.Float32)).Bytes;
        float[] scores = new float[_corpus.Lengths.Length];
        Action<int, int> score = isInt8 ? _native.Bytes(_corpus, bytes, scores) : _native.Floats(function, _corpus, bytes, scores);
        int half = scores.Length / 2;
        Action run = threads == 1
            ? () => score(0, scores.Length)
            : () => Parallel.Invoke(() => score(0, half), () => score(half, scores.Length - half));
        Add(name, threads, run);
        Verify(scores, isInt8 ? TokenVectorPrecision.Int8 : TokenVectorPrecision.Float32);
    }

    public void Dispose() => _queries.ForEach(query => query.Dispose());

    private void Add(string name, int threads, Action run)
    {
        run();
        All.Add(
            new(
                threads == 1 ? name : $"{name}, {threads} threads",
                () =>
                {
                    for (int i = 0; i < _repetitions; i++)
                    {
                        run();
                    }
                },
                Repetitions: _repetitions));
    }

    private TokenVectorCodec Codec(TokenVectorPrecision precision)
    {
        if (!_codecs.TryGetValue(precision, out TokenVectorCodec? codec))
        {
            codec = precision switch
            {
                TokenVectorPrecision.Residual1Bit => _corpus.Train(1),
                TokenVectorPrecision.Residual2Bit => _corpus.Train(2),
                _ => TokenVectorCodecs.Create(precision, _corpus.Query.Dimension),
            };
            _codecs.Add(precision, codec);
        }

        return codec;
    }

    private (byte[] Bytes, ReadOnlyMemory<byte>[] Documents) Encoded(TokenVectorCodec codec)
    {
        if (!_encoded.TryGetValue(codec, out (byte[], ReadOnlyMemory<byte>[]) encoded))
        {
            encoded = _corpus.Encode(codec);
            _encoded.Add(codec, encoded);
        }

        return encoded;
    }

    /// <summary>Whoever computes something else is not measured.</summary>
    private void Verify(float[] scores, TokenVectorPrecision precision)
    {
        TokenVectorCodec codec = Codec(precision);
        using var reference = new MaxSimQuery(_corpus.Query, codec, null, MaxSimKernels.Select("scalar"));
        for (int i = 0; i < scores.Length; i += scores.Length / 10)
        {
            float expected = reference.Score(Encoded(codec).Documents[i].Span);
            if (Math.Abs(scores[i] - expected) > (precision == TokenVectorPrecision.Int8 ? 0.1 : 1e-4))
            {
                throw new InvalidOperationException($"{All[^1].Name} scores document {i} {scores[i]}; by definition it is {expected}.");
            }
        }
    }
}
