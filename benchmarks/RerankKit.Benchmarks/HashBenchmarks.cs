using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>XXH3-128 of a text, and of a chain of fields; 1,400 bytes are a passage of 120 words.</summary>
public class HashBenchmarks
{
    private byte[] _data = [];

    [Params(480, 1_400, 65_536)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _data = new byte[Bytes];
        new Random(1).NextBytes(_data);
    }

    [Benchmark(Baseline = true)]
    public ulong Hash() => Hash128.OfBytes(_data).Low;

    [Benchmark]
    public ulong Chain() => new Hash128(1, 2).Then(new Hash128(3, 4)).Low;
}
