using static RerankKit.Evaluation.Tests.Online.LoggedCalls;

namespace RerankKit.Evaluation.Tests.Online;

public class InterleavingComparisonTests
{
    [Test]
    public void ACallIsWonByTheListThatChoseMoreOfTheClickedDocuments()
    {
        IReadOnlyList<LoggedRanking> log = new LoggedCalls()
            .Add("r1", Lists("a b c d", "A B A B"), ["b", "d"])
            .Add("r2", Lists("a b c d", "A B A B"), ["b", "d", "a"])
            .Add("r3", Lists("a b c d", "A B A B"), ["a"])
            .Add("r4", Lists("a b c d", "A B A B"), ["a", "b"])
            .Add("no click", Lists("a b", "A B"))
            .Add("not interleaved", [List("A", "a b", shown: true), List("B", "b a")], ["b"])
            .Read();
        InterleavingComparison comparison = InterleavingComparison.Compare(log, "A", "B");
        Assert.That(comparison, Is.EqualTo(new InterleavingComparison("A", "B", 1, 2, 1, 4)));
        Assert.That((comparison.Callers, comparison.Preference, comparison.PValue), Is.EqualTo((4, 0.125, 1.0)));
    }

    [Test]
    public void ACallerHasOneVote()
    {
        var calls = new LoggedCalls();
        for (int i = 0; i < 30; i++)
        {
            calls.Add($"r{i}", Lists("a b", "A B"), ["b"], "ann");
        }

        IReadOnlyList<LoggedRanking> log = calls.Add("s", Lists("a b", "A B"), ["a"], "ben").Add("t", Lists("a b", "A B"), ["a"], "cem").Add("u", Lists("a b", "A B"), ["b"], "cem").Read();
        Assert.That(InterleavingComparison.Compare(log, "A", "B"), Is.EqualTo(new InterleavingComparison("A", "B", 1, 1, 1, 33)));
    }

    [Test]
    public void TheSignTestCountsOutcomesOfFairCoins()
    {
        for (int count = 0; count <= 14; count++)
        {
            for (int heads = 0; heads <= count; heads++)
            {
                // Every outcome of so many coins that is at least as far from even.
                int extreme = Enumerable.Range(0, 1 << count).Count(coins => Math.Abs((2 * int.PopCount(coins)) - count) >= Math.Abs((2 * heads) - count));
                Assert.That(InterleavingComparison.SignTest(heads, count - heads), Is.EqualTo(extreme / (double)(1 << count)).Within(1e-12), $"{heads} of {count}");
            }
        }
    }

    [Test]
    public void TheSignTestGivesPublishedValuesAndHoldsForManyCoins()
    {
        Assert.That(InterleavingComparison.SignTest(15, 5), Is.EqualTo(0.04138946533203125).Within(1e-14), "Conover, and every binomial table");
        Assert.That(InterleavingComparison.SignTest(50_500, 49_500), Is.EqualTo(0.00157).Within(0.00003), "3.16 standard deviations");
        Assert.That(() => InterleavingComparison.SignTest(-1, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void WithoutAnInterleavedCallThereIsNoPreference() =>
        Assert.That(InterleavingComparison.Compare([], "A", "B"), Has.Property("Callers").EqualTo(0).And.Property("Preference").EqualTo(0).And.Property("PValue").EqualTo(1));

    private static object[] Lists(string interleaved, string teams) =>
        [List("A", "a c b d"), List("B", "b d a c"), List("interleaved", interleaved, shown: true, teams.Split(' '))];
}
