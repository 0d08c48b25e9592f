using System.Diagnostics;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>What an engine of one thread needs, measured here.</summary>
internal sealed class ServiceTimes
{
    private const string Model = "MiniLM-L-6";
    private const int Pairs = 32;
    private const int WordsPerPair = 40;
    private const int MinCalls = 15;
    private const int MinRounds = 3;
    private static readonly int[] BatchSizes = [1, 2, 4, 8, 16];

    private ServiceTimes(double[] milliseconds, int tokensPerPair, double[] perPair) => (Milliseconds, TokensPerPair, PerPair) = (milliseconds, tokensPerPair, perPair);

    /// <summary>Candidates of a request.</summary>
    public const int Candidates = 25;

    /// <summary>Whole calls of <see cref="Candidates"/> different passages each, sorted.</summary>
    public double[] Milliseconds { get; }

    public double Mean => Milliseconds.Average();

    /// <summary>The length of the pairs that <see cref="PerPair"/> is about.</summary>
    public int TokensPerPair { get; }

    /// <summary>Milliseconds of a pair in batches of 1, 2, 4, 8 and 16.</summary>
    public double[] PerPair { get; }

    public static ServiceTimes Measure(BenchmarkTexts texts, TimeSpan budget)
    {
        string folder = BenchmarkModel.Folder(Model);
        return new(Calls(folder, texts, budget), Batches(folder, texts, budget, out double[] perPair), perPair);
    }

    /// <summary>How many times as long as one pair several take together.</summary>
    public double BatchCost(int count)
    {
        int step = Math.Min((int)Math.Log2(count), BatchSizes.Length - 2);
        double share = Math.Clamp((double)(count - BatchSizes[step]) / (BatchSizes[step + 1] - BatchSizes[step]), 0, 1);
        double perPair = PerPair[step] + (share * (PerPair[step + 1] - PerPair[step]));
        return count * perPair / PerPair[0];
    }

    /// <summary>One of the measured calls.</summary>
    public double Draw(Random random) => Milliseconds[random.Next(Milliseconds.Length)];

    private static double[] Calls(string folder, BenchmarkTexts texts, TimeSpan budget)
    {
        const int WarmUpCalls = 2;
        using var reranker = CrossEncoderReranker.Load(folder, new() { Concurrency = 1, Session = { SinglePairThreads = 1 } });
        var milliseconds = new List<double>();
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; milliseconds.Count < MinCalls || Stopwatch.GetElapsedTime(start) < budget; call++)
        {
            RerankCandidate[] candidates = [.. texts.Passages(Candidates, call * Candidates).Select(text => new RerankCandidate(text))];
            double time = Time(() => reranker.RerankAsync(texts.Query, candidates).GetAwaiter().GetResult());
            if (call >= WarmUpCalls)
            {
                milliseconds.Add(time);
            }
        }

        return [.. milliseconds.Order()];
    }

    private static int Batches(string folder, BenchmarkTexts texts, TimeSpan budget, out double[] perPair)
    {
        using var engine = new EngineUnderTest(folder, new() { Concurrency = 1 });
        TokenPairs pairs = TokenPairs.Encode(engine.Model, texts.Query, Enumerable.Repeat(texts.Words(0, WordsPerPair), Pairs));
        BareSchedule[] schedules = [.. BatchSizes.Select(size => new BareSchedule(folder, pairs, size * pairs.Length(0), concurrency: 1, threads: 1))];
        List<double>[] times = [.. schedules.Select(_ => new List<double>())];
        Array.ForEach(schedules, schedule => schedule.Score());
        long start = Stopwatch.GetTimestamp();
        while (times[0].Count < MinRounds || Stopwatch.GetElapsedTime(start) < budget)
        {
            for (int i = 0; i < schedules.Length; i++)
            {
                times[i].Add(Time(() => schedules[i].Score()) / Pairs);
            }
        }

        Array.ForEach(schedules, schedule => schedule.Dispose());
        perPair = [.. times.Select(rounds => rounds.Order().ElementAt(rounds.Count / 2))];
        return pairs.Length(0);
    }

    // Time on the processor: what else the machine does is not the engine's.
    private static double Time(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
