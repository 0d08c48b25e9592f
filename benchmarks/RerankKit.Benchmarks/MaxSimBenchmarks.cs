using BenchmarkDotNet.Attributes;
using RerankKit.LateInteraction;

namespace RerankKit.Benchmarks;

/// <summary>One query of 32 tokens against one document of 200, by each kernel; and what making the query ready costs.</summary>
public class MaxSimBenchmarks
{
    private readonly MaxSimCorpus _corpus = MaxSimCorpus.Even();
    private TokenVectorCodec? _codec;
    private MaxSimQuery? _query;
    private ReadOnlyMemory<byte> _document;

    [Params(TokenVectorPrecision.Float32, TokenVectorPrecision.Float16, TokenVectorPrecision.BFloat16, TokenVectorPrecision.Int8, TokenVectorPrecision.Residual2Bit)]
    public TokenVectorPrecision Precision { get; set; }

    [Params("vector512", "vector256", "vector128")]
    public string Kernel { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _codec = Precision == TokenVectorPrecision.Residual2Bit ? _corpus.Train(2) : TokenVectorCodecs.Create(Precision, 128);
        _query = new(_corpus.Query, _codec, null, MaxSimKernels.Select(Kernel));
        _document = _corpus.Encode(_codec).Documents[0];
    }

    [GlobalCleanup]
    public void CleanUp() => _query!.Dispose();

    [Benchmark(Baseline = true)]
    public float Score() => _query!.Score(_document.Span);

    [Benchmark]
    public float PrepareAndScore()
    {
        using var query = new MaxSimQuery(_corpus.Query, _codec!, null, MaxSimKernels.Select(Kernel));
        return query.Score(_document.Span);
    }
}
