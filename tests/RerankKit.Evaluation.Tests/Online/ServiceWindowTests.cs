using static RerankKit.Evaluation.Tests.Online.LoggedCalls;

namespace RerankKit.Evaluation.Tests.Online;

public class ServiceWindowTests
{
    [Test]
    public void TimesAndRatesAreOfEachListInEachStretch()
    {
        var calls = new LoggedCalls();
        for (int i = 1; i <= 200; i++)
        {
            calls.Add(
                $"r{i}",
                [List("first-stage", "a b"), List("reranked", "a b", shown: true, milliseconds: i, fallback: i % 10 == 0 ? "late" : null, cache: i % 4 == 0 ? "hit" : "miss"), List("hidden", "b a", milliseconds: 9999)],
                time: i <= 100 ? "2026-11-29T08:59:59Z" : "2026-11-29T10:00:00+01:00");
        }

        IReadOnlyList<ServiceWindow> windows = ServiceWindow.Over(calls.Read(), TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(150));

        Assert.That(windows.Select(window => (window.List, window.Start.ToString("u"), window.Calls)), Is.EqualTo(new[] { ("reranked", "2026-11-29 08:00:00Z", 100), ("reranked", "2026-11-29 09:00:00Z", 100) }));
        Assert.That(windows.Select(window => (window.Latency.P50, window.Latency.P99)), Is.EqualTo(new[] { (50.0, 99.0), (150.0, 199.0) }));
        Assert.That(windows.Select(window => window.OverBudget), Is.EqualTo(new double?[] { 0, 0.5 }));
        Assert.That(windows.Select(window => (window.FallbackRate, window.CacheHitRate)), Is.All.EqualTo((0.1, (double?)0.25)));
    }

    [Test]
    public void OfAnInterleavedCallBothSidesCount()
    {
        IReadOnlyList<ServiceWindow> all = ServiceWindow.Over(
            new LoggedCalls().Add("r", [List("A", "a", milliseconds: 1), List("B", "a", milliseconds: 2), List("both", "a", shown: true, teams: ["A"], milliseconds: 2)]).Read(), length: null);
        Assert.That(all.Select(window => (window.List, window.Latency.P99, window.OverBudget, window.CacheHitRate)), Is.EqualTo(new[] { ("A", 1.0, (double?)null, (double?)null), ("B", 2.0, null, null), ("both", 2.0, null, null) }));
    }

    [Test]
    public void AStretchIsLongerThanZero() =>
        Assert.That(() => ServiceWindow.Over([], TimeSpan.Zero), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("more than zero"));
}
