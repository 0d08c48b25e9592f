using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace RerankKit.Evaluation.Tests.Runs;

[TestFixture]
public sealed class Utf8OrderTests
{
    private static readonly string[] Pieces = ["", "a", "B", "é", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFF5E", "\uFFFF", "\U00010000", "😀", "\U0010FFFF"];

    [Test]
    public void AgreesWithComparingTheBytes()
    {
        Gen<string> ids = Gen.Elements(Pieces).ListOf().Select(string.Concat);
        Prop.ForAll(
                Gen.Zip(ids, ids).ToArbitrary(),
                pair => Math.Sign(Utf8Order.Compare(pair.Item1, pair.Item2)) == Math.Sign(CompareBytes(pair.Item1, pair.Item2)))
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void DiffersFromOrdinalWhereSurrogatesMeetTheEndOfTheBasicPlane()
    {
        Assert.That(string.CompareOrdinal("\uFF5E", "😀"), Is.Positive);
        Assert.That(Utf8Order.Compare("\uFF5E", "😀"), Is.Negative);
    }

    [Test]
    public void TiesAreBrokenInThatOrder()
    {
        var run = new Run("r");
        run.Add("q", [new("\uFF5E", 1), new("😀", 1), new("z", 1)]);

        Assert.That(run.GetRanking("q", TieRule.TrecEval).Select(document => document.Id), Is.EqualTo(["😀", "\uFF5E", "z"]));
    }

    private static int CompareBytes(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
