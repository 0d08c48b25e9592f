extern alias core;

using BenchmarkDotNet.Attributes;
using CoreHash = core::RerankKit.XxHash3;

namespace RerankKit.Benchmarks;

/// <summary>XXH3-128 of a text and the choice between its kernels; 700 characters are a passage of 120 words.</summary>
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

    /// <summary>The kernel that this machine gets.</summary>
    [Benchmark(Baseline = true)]
    public ulong Hash() => CoreHash.Hash128(_data).Low;

    [Benchmark]
    public ulong Scalar() => CoreHash.Large<CoreHash.StripesScalar>(_data, 0).Low;

    [Benchmark]
    public ulong Vector256() => CoreHash.Large<CoreHash.Stripes256>(_data, 0).Low;

    [Benchmark]
    public ulong Vector512() => CoreHash.Large<CoreHash.Stripes512>(_data, 0).Low;
}
