namespace RerankKit.Learning.Tests;

[TestFixture]
public sealed class ClickLogTests
{
    private string _path = "";

    [SetUp]
    public void SetUp() => _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");

    [TearDown]
    public void TearDown() => File.Delete(_path);

    [Test]
    public void AClickCountsByTheInverseOfItsPlacesPropensity()
    {
        File.WriteAllLines(_path, [
            """{"query": "q1", "shown": ["a", "b", "c", "d"], "clicked": ["a", "d"]}""",
            "",
            """{"query": "q1", "shown": ["d", "a"], "clicked": ["d"], "at": "2026-01-01"}""",
            """{"query": "q2", "shown": ["a"], "clicked": []}"""]);

        var log = ClickLog.Read(_path);

        Assert.That((log.Impressions, log.Clicks), Is.EqualTo((3, 3)));
        Assert.That(log.Weights("q1"), Is.EquivalentTo(new Dictionary<string, double> { ["a"] = 1, ["d"] = (4 + 1) / 2.0 }));
        Assert.That(new[] { "a", "b", "c", "d" }.Select(document => log.Qrels.GetGrade("q1", document)), Is.EqualTo(new[] { 1, 0, 0, 1 }));
        Assert.That(log.Qrels.GetGrade("q2", "a"), Is.Zero);
        Assert.That(log.Weights("q3"), Is.Empty);
        Assert.That(ClickLog.Read(_path, eta: 0.5).Weights("q1")["d"], Is.EqualTo((2 + 1) / 2.0));
        Assert.That(ClickLog.Read(_path, maxWeight: 2).Weights("q1")["d"], Is.EqualTo((2 + 1) / 2.0));
    }

    [TestCase("nonsense", "line 1: expected {")]
    [TestCase("""{"query": "q1", "shown": ["a"]}""", "line 1: expected {")]
    [TestCase("""{"query": null, "shown": ["a"], "clicked": []}""", "line 1: expected {")]
    [TestCase("""{"query": "", "shown": ["a"], "clicked": []}""", "an id is empty")]
    [TestCase("""{"query": "q1", "shown": ["a", "a"], "clicked": []}""", "shown twice")]
    [TestCase("""{"query": "q1", "shown": ["a"], "clicked": ["b"]}""", "'b' was clicked and not shown")]
    public void ABadLineIsNamed(string line, string message)
    {
        File.WriteAllText(_path, line);
        Assert.That(() => ClickLog.Read(_path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.Contains(_path));
    }
}
