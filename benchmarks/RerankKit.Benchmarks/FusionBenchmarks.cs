using BenchmarkDotNet.Attributes;

namespace RerankKit.Benchmarks;

/// <summary>Three lists of string ids that overlap by half, as those of a lexical and two dense retrievers do.</summary>
[MemoryDiagnoser]
public class FusionBenchmarks
{
    private static readonly RankFusionOptions CombSumOptions = new() { Method = FusionMethod.CombSum };
    private static readonly RankFusionOptions CondorcetOptions = new() { Method = FusionMethod.Condorcet };

    private FusionList<string>[] _lists = [];
    private IReadOnlyList<RerankCandidate>[] _candidates = [];

    /// <summary>Length of each list.</summary>
    [Params(100, 1_000, 10_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(20240607);
        _lists = new FusionList<string>[3];
        _candidates = new IReadOnlyList<RerankCandidate>[3];
        for (int list = 0; list < _lists.Length; list++)
        {
            string[] ids = [.. Enumerable.Range(0, Length * 2).Select(static number => $"doc-{number:D6}")];
            random.Shuffle(ids);
            double[] scores = [.. Enumerable.Range(0, Length).Select(_ => random.NextDouble()).OrderDescending()];
            _lists[list] = new($"list {list}", ids.Take(Length), scores);
            _candidates[list] = [.. ids.Take(Length).Select((id, rank) => new RerankCandidate(id) { Id = id, Score = scores[rank] })];
        }
    }

    [Benchmark(Baseline = true)]
    public FusedRanking<string> Rrf() => RankFusion.Fuse(_lists);

    [Benchmark]
    public double RrfReadingEverySource()
    {
        FusedRanking<string> ranking = RankFusion.Fuse(_lists);
        double sum = 0;
        for (int i = 0; i < ranking.Count; i++)
        {
            for (int list = 0; list < _lists.Length; list++)
            {
                sum += ranking[i].GetSource(list).Contribution ?? 0;
            }
        }

        return sum;
    }

    [Benchmark]
    public FusedRanking<string> CombSumMinMax() => RankFusion.Fuse(_lists, CombSumOptions);

    [Benchmark]
    public RerankCandidate[] RrfOfCandidates() => RankFusion.Fuse(_candidates).ToCandidates(100);

    [Benchmark]
    public FusedRanking<string> Condorcet() => RankFusion.Fuse(_lists, CondorcetOptions);
}
