namespace RerankKit.Evaluation.Tests.Sweeping;

public sealed class SweepPartsTests
{
    [Test]
    public void TheKneeIsFarthestAboveTheChordInWhateverUnits()
    {
        // Points of a saturating curve; the chord runs from (10, 0.3) to (200, 0.5).
        double[] x = [10, 25, 50, 100, 200];
        double[] y = [0.3, 0.42, 0.47, 0.49, 0.5];
        Assert.That(SweepCurve.Knee(x, y), Is.EqualTo(Farthest(x, y)).And.EqualTo(2));
        Assert.That(SweepCurve.Knee([.. x.Select(v => v * 1000)], [.. y.Select(v => v / 7)]), Is.EqualTo(2));
        Assert.That(SweepCurve.Knee(x, [0.3, 0.31, 0.33, 0.38, 0.5]), Is.Null, "below the chord there is no knee");
        Assert.That(SweepCurve.Knee([10, 20], [1, 2]), Is.Null);
        Assert.That(SweepCurve.Knee([0, 1, 2], [0.1, 0.2, 0.3]), Is.Null, "a straight line bends nowhere");
    }

    [Test]
    public void OnTheFrontIsWhatNobodyBeats()
    {
        (double, double)[] points = [(0.5, 10), (0.6, 20), (0.55, 30), (0.6, 25), (0.7, 40), (0.5, 10)];
        Assert.That(SweepCurve.Front(points), Is.EqualTo([0, 5, 1, 4]));
        Assert.That(SweepCurve.Front([]), Is.Empty);
    }

    [Test]
    public void TheZipfHitRateIsWhatASimulationFinds()
    {
        int[] pairs = [30, 10, 50, 20, 40];
        const int Requests = 40;
        var random = new Random(7);
        double[] shares = [.. Enumerable.Range(1, 5).Select(k => 1.0 / k)];
        double sum = shares.Sum();
        long asked = 0;
        long hits = 0;
        for (int log = 0; log < 3000; log++)
        {
            var seen = new HashSet<int>();
            for (int i = 0; i < Requests; i++)
            {
                double at = random.NextDouble() * sum;
                int query = 0;
                while (query < 4 && at >= shares[query])
                {
                    at -= shares[query++];
                }

                asked += pairs[query];
                hits += seen.Add(query) ? 0 : pairs[query];
            }
        }

        Assert.That(ZipfCache.HitRate(pairs, Requests), Is.EqualTo((double)hits / asked).Within(0.002));
        Assert.That(ZipfCache.HitRate([5], 10), Is.EqualTo(0.9).Within(1e-12), "one query, ten times");
        Assert.That(ZipfCache.HitRate([], 10), Is.Zero);
    }

    [Test]
    public void QuantilesOfTimesAreTimesThatWereMeasured()
    {
        double[] times = [.. Enumerable.Range(1, 43).Select(i => (double)(i * i % 101))];
        var summary = LatencySummary.Of(times, 430);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(summary.P50, Is.EqualTo(NaiveStatistics.Quantile(times, 0.5)));
            Assert.That(summary.P95, Is.EqualTo(NaiveStatistics.Quantile(times, 0.95)));
            Assert.That(summary.P99, Is.EqualTo(NaiveStatistics.Quantile(times, 0.99)));
            Assert.That(summary.PairsPerSecond, Is.EqualTo(430_000 / times.Sum()).Within(1e-9));
        }
    }

    [Test]
    public void ATieOfBestScoresIsACoin()
    {
        Assert.That(NothingRelevant.Of([1, 1], [1]), Has.Property("Auroc").EqualTo(0.5).And.Property("FalseAccepts").EqualTo(1));
        Assert.That(NothingRelevant.Of([2, 3], [1]), Has.Property("Auroc").EqualTo(1).And.Property("Threshold").EqualTo(2).And.Property("FalseAccepts").EqualTo(0));
        Assert.That(NothingRelevant.Of([], [1]), Is.Null);
    }

    [Test]
    public void DuplicatesAreFoundAsComparingAllWithAllFindsThem()
    {
        // Random texts; copies of some with other punctuation, and of some with few words changed.
        var random = new Random(11);
        string[] words = [.. Enumerable.Range(0, 200).Select(i => $"word{i}")];
        string text() => string.Join(' ', Enumerable.Range(0, 60).Select(_ => words[random.Next(words.Length)]));
        var texts = new List<string>();
        for (int i = 0; i < 60; i++)
        {
            string one = text();
            texts.Add(one);
            if (i % 4 == 0)
            {
                texts.Add(one.ToUpperInvariant().Replace(" ", ", ", StringComparison.Ordinal) + "!");
            }
            else if (i % 4 == 1)
            {
                texts.Add(one[..one.LastIndexOf(' ')] + " other");
            }
            else if (i % 4 == 2)
            {
                texts.Add(string.Join(' ', one.Split(' ').Take(30)) + " " + text());
            }
        }

        string[][] split = [.. texts.Select(one => one.ToLowerInvariant().Split([' ', ',', '!'], StringSplitOptions.RemoveEmptyEntries))];
        HashSet<string>[] shingles = [.. split.Select(one => Enumerable.Range(0, one.Length - 4).Select(i => string.Join(' ', one.Skip(i).Take(5))).ToHashSet())];
        int exact = 0;
        int near = 0;
        for (int i = 0; i < split.Length; i++)
        {
            if (split.Take(i).Any(earlier => earlier.SequenceEqual(split[i])))
            {
                exact++;
            }
            else if (shingles.Take(i).Any(earlier => earlier.Intersect(shingles[i]).Count() / (double)earlier.Union(shingles[i]).Count() >= 0.8))
            {
                near++;
            }
        }

        Assert.That(DuplicateDocuments.Find(() => texts.Select((one, i) => ($"{i}", one))), Is.EqualTo(new DuplicateDocuments(texts.Count, exact, near)));
        Assert.That((exact, near), Is.EqualTo((15, 15)));
    }

    private static int Farthest(double[] x, double[] y)
    {
        double length = Math.Sqrt(Math.Pow(x[^1] - x[0], 2) + Math.Pow(y[^1] - y[0], 2));
        return Enumerable.Range(0, x.Length).MaxBy(i => (((x[^1] - x[0]) * (y[i] - y[0])) - ((y[^1] - y[0]) * (x[i] - x[0]))) / length);
    }
}
